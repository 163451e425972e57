"""Markdown lines as they were before they were posted and scraped: one text is then one text."""

"""Markdown, HTML and URLs as they are written in the wild: readers and writers, no judgement of content."""

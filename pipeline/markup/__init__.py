"""Markdown and HTML source: blocks with a line map, the tree, text repairs, URLs."""

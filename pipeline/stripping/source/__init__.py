"""First pass: raw lines to Markdown lines, without what HTML and comments mark as no part of the article."""

"""Takes out what is not the article's own content, and writes down what and why.

In two passes. The source pass works on raw lines, before Markdown is parsed: ad markers and HTML (an ad's
`<a …>` would otherwise swallow the text after it). The block pass works on parsed blocks: link lists, calls to
action, interface words, repeated runs. Both add to one ledger.
"""

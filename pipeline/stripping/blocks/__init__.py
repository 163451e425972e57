"""Second pass: which blocks are not the article's own. `block_pass.py` has the rules in the order they run."""

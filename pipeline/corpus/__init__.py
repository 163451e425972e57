"""Relations between articles: fingerprints, near-duplicate groups, the link graph. Works on narrow columns."""

"""Relations between articles: fingerprints, near-duplicate groups, the link graph; on narrow columns."""

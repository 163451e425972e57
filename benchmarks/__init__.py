"""How fast the pipeline is, beside tools that extract an article's text and nothing else."""

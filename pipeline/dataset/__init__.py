"""One run over a folder: discover, shards, workers, parts, corpus stage, gates, commit."""

"""Search for the nearest vectors, and where the vectors of a generation are kept.

`protocol` says what a search is, `engine` what keeps vectors is. `flat` and `files` are the ones of this process and
its disk, `milvus` those of a Milvus server; `choosing` takes one by its name.
"""

"""Vectors in a Milvus server: the only package that knows pymilvus.

One collection a tier, kind and generation, which nobody changes once it is built: rows are passages by their number,
beside the number of their record, by which filters are written.
"""

"""Brochures: files of companies that are read in a process of their own, for what they say the company can do.

Files become blocks of text with their place (`reading`), blocks become proposals (`proposing`). A file is hostile until
it was read: `child` runs both in a process with bounds on memory and time, and takes proposals from it, nothing else.
"""

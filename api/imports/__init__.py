"""Imports: files that are kept, then read into records."""

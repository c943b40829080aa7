"""Programmes as dated data, and what their rules conclude about a pair of records."""

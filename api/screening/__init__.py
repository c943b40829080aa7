"""Screening: what waits for a reviewer, and what is decided."""

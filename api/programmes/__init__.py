"""Programmes and lists as readers see them."""

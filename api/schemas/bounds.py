"""Bounds of numbers in addresses, forms and bodies."""

from __future__ import annotations

LARGEST_NUMBER = 2**31 - 1
"""The largest number that every database takes as a row's."""

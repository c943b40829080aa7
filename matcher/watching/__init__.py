"""Saved searches asked again: what is new, what changed, what is no longer available and why."""

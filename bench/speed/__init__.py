"""How fast, beside peers in the same run."""

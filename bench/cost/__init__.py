"""What a passage costs: seconds and bytes of import, encoding, build and search, measured, fitted, and on paper."""

"""What the officer sees: search, records, index and imports. Server-made HTML that needs no script."""

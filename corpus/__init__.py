"""What we know: records, importers, passages, and every query to the database."""

"""One-page sheets of a record, drafted from evidence only."""

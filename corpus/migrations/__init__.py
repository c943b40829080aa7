"""Schema versions, applied by `Database.migrate`."""

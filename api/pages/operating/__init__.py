"""Pages of the operator: imports, index, jobs, audit log, settings."""

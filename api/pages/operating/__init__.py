"""Pages of the operator: imports, index, jobs, audit log, settings; and the desk of the security reviewer."""

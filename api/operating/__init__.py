"""What an operator looks after: index, jobs, settings, what went wrong."""

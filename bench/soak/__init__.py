"""Two serving processes and two workers over one folder, in mixed use for a while: nothing lost, nothing stale."""

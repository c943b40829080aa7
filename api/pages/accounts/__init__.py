"""Pages of accounts: signing in, the own account, and those of others for an administrator."""

"""Accounts: who calls, ways to sign in, one's own account and those of others."""

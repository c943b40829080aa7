"""What an officer keeps an eye on: needs, searches, alerts and their letters."""

"""What goes in and comes out over HTTP: explicit, documented, apart from the tables."""

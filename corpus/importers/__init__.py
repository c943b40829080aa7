"""One module a format; `detect` chooses by content."""

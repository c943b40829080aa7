"""Lists that a page or a route shows, as tables to keep."""

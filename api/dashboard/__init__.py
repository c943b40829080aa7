"""The dashboard: its figures, tables and charts."""

"""The dashboard: figures as charts, with the table behind each."""

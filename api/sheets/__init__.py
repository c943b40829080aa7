"""Sheets of a patent or need as PDF and DOCX."""

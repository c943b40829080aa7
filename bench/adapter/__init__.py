"""Trains the adapter that ships (`index.adapter`) from public data: patents, research projects and company profiles."""

"""Pages of what is watched: home, needs, saved searches and alerts."""

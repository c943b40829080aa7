"""What is asked of the matcher, and what officials think of its answers."""

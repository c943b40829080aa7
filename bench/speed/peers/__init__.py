"""What others would put together for the same job."""

"""What runs a sentence-transformers model: PyTorch, or OpenVINO on a processor."""

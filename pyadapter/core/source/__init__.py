"""What a Python file says of a training, read from its text alone: nothing is imported, nothing is run."""

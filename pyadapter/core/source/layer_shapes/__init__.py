"""Output shapes of Keras's layers, a family a file."""

"""What is watched: ops, losses, gradients, weights, batches."""

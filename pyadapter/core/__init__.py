"""Core: what a tensor is like and what that means; numpy and the standard library alone."""

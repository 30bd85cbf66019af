"""`keras-debug overfit`, `check-data` and `baselines`: what to ask before the model is blamed."""

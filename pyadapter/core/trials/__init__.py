"""Trials: what is tried with a model and its data before the model is blamed. Pure, as all of `core`."""

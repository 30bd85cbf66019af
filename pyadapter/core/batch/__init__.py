"""Batches: what the columns of a batch are, and how one row of them is shown. Pure, as all of `core`."""

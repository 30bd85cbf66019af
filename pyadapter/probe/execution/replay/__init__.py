"""Full speed: compiled training with a sentinel in its graph; the step that trips it once more, eagerly."""

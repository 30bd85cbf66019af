"""Models that a `tf.distribute` strategy trains: full speed leaves them as they are."""

from __future__ import annotations

from typing import Any

DISTRIBUTED = (
    "keras-debug: this model is trained by a tf.distribute strategy. Full speed watches one replica only, so "
    "the model trains unwatched. To watch it, run it eagerly: --execution eager.\n"
)
"""What is said of such a model."""


def is_distributed(model: Any) -> bool:
    """Whether a model is trained by a strategy that the script chose, of however many replicas."""
    from tensorflow.python.distribute import distribute_lib  # noqa: PLC0415 -- only once the user has imported it

    strategy = model.distribute_strategy
    return not isinstance(strategy, distribute_lib._DefaultDistributionStrategy)  # noqa: SLF001 -- has no other name

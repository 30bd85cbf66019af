"""Shorter runs: at most so many epochs, and so many steps in each."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch

if TYPE_CHECKING:
    from collections.abc import Callable


def limit(epochs: int | None, steps_per_epoch: int | None) -> list[Patch]:
    """Limit `fit` with what this Keras offers for it.

    Args:
        epochs: At most so many epochs, None for no limit.
        steps_per_epoch: At most so many batches an epoch.

    Returns:
        Patches for a Keras that has no such settings (before 3.11).
    """
    if epochs is None and steps_per_epoch is None:
        return []
    from keras.src.backend import config  # noqa: PLC0415 -- only once the user has imported it

    if hasattr(config, "set_max_epochs") and hasattr(config, "set_max_steps_per_epoch"):
        if epochs is not None:
            config.set_max_epochs(epochs)
        if steps_per_epoch is not None:
            config.set_max_steps_per_epoch(steps_per_epoch)
        return []
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 -- as above

    def replace(original: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(original)

        @functools.wraps(original)
        def fit(*arguments: Any, **named: Any) -> Any:
            bound = signature.bind(*arguments, **named)
            if epochs is not None:
                bound.arguments["epochs"] = min(epochs, bound.arguments.get("epochs", 1))
            if steps_per_epoch is not None:
                wanted = bound.arguments.get("steps_per_epoch") or steps_per_epoch
                bound.arguments["steps_per_epoch"] = min(steps_per_epoch, wanted)
            return original(*bound.args, **bound.kwargs)

        return fit

    return [Patch(TensorFlowTrainer, "fit", "maxEpochs and maxStepsPerEpoch", replace)]

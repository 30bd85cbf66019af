"""Trains one of the three models with `fit` and writes what its epochs cost: what replay is timed with.

Usage: full_speed.py MODEL VARIANT EPOCHS FILE. It is run plainly and under `keras-debug run`. FILE gets the
seconds of a step in each epoch but the first: of the processor, in all threads, and of the clock.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from tests.bench.training import CASES

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 100
"""Of an epoch."""


def dump() -> None:
    """Switch TensorFlow's Debugger V2 on, with its full summary of every tensor."""
    folder = tempfile.mkdtemp(prefix="keras-debug-bench-")
    tf.debugging.experimental.enable_dump_debug_info(folder, tensor_debug_mode="FULL_HEALTH")


PREPARED: dict[str, Callable[[], None]] = {
    "check_numerics": tf.debugging.enable_check_numerics,
    "dump": dump,
}
"""What is done before the model is made, by variant; the others need nothing."""


class Costs(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Takes the time of epochs."""

    def __init__(self) -> None:
        super().__init__()
        self.measured: list[tuple[float, float]] = []
        self._begin = (0.0, 0.0)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Begin to measure."""
        del epoch, logs
        self._begin = (time.process_time(), time.perf_counter())

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Note what a step of the epoch cost."""
        del logs
        processor, clock = time.process_time(), time.perf_counter()
        if epoch:
            self.measured.append(((processor - self._begin[0]) / STEPS, (clock - self._begin[1]) / STEPS))


def main(name: str, variant: str, epochs: int, output: Path) -> None:
    """Train the model `name` for one epoch more than `epochs`."""
    PREPARED.get(variant, lambda: None)()
    keras.utils.set_random_seed(0)
    model, features, labels = CASES[name](np.random.default_rng(0))
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        run_eagerly=variant == "eager",
        jit_compile=variant == "jit",
    )
    costs = Costs()
    repeated = [np.concatenate([array] * STEPS) for array in (features, labels)]
    model.fit(*repeated, batch_size=len(labels), epochs=1 + epochs, verbose=0, callbacks=[costs])
    output.write_text(json.dumps(costs.measured), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))

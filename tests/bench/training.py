"""Trains one of the models eagerly and writes the seconds of each step: the program that is timed.

Usage: training.py MODEL STEPS FILE. It is run plainly, under `keras-debug run`, and under a debugger.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import keras
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from models import CASES


class StepTimer(keras.callbacks.Callback):
    """Notes when each batch begins and ends."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._begin = 0.0

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        """Start the clock."""
        del batch, logs
        self._begin = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Stop the clock."""
        del batch, logs
        self.seconds.append(time.perf_counter() - self._begin)


def main(name: str, steps: int, output: Path) -> None:
    """Train `steps` batches of the model `name`; write the list of seconds to `output`."""
    keras.utils.set_random_seed(0)
    model, features, labels = CASES[name](np.random.default_rng(0))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, run_eagerly=True)
    timer = StepTimer()
    repeated = [np.concatenate([array] * steps) for array in (features, labels)]
    model.fit(*repeated, batch_size=len(labels), verbose=0, shuffle=False, callbacks=[timer])
    output.write_text(json.dumps(timer.seconds), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))

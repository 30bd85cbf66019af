"""What the training panel costs a training: what is recorded, and a page that asks for it each second.

Usage: training_panel.py STEPS. Printed is the share of the process's processor time that is spent in the
recorder and in answers, measured inside: two runs of one training differ by more than that. What a page is
answered grows for the first thousand steps, and then no more; here it has that size from the beginning.
"""

from __future__ import annotations

import functools
import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core import kinds
from pyadapter.probe.bootstrap import start_in_terminal
from pyadapter.probe.inspection import Inspection
from pyadapter.probe.watch.recorder import Recorder
from tests.bench.kinds import Listing
from tests.bench.training import CASES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.probe.probe import Probe

ENTRIES = (
    "loss_computed", "gradients_taken", "update_begins", "step_begins", "step_ends", "epoch_begins",
    "fit_begins", "fit_ends", "_batch_ends", "_epoch_ends", "_train_begins", "_updated",
)  # fmt: skip
"""By which the recorder is called."""

_spent = {"recording": 0.0, "answering": 0.0}


def timed(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Count the processor time of a function."""

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        begin = time.thread_time()
        try:
            return function(*arguments, **named)
        finally:
            _spent[kind] += time.thread_time() - begin

    return call


def fill(probe: Probe) -> None:
    """Add as many steps as there are points."""
    assert probe.recorder is not None
    record = probe.recorder.record
    for row in (*record._single.values(), *record._layers.values()):  # noqa: SLF001 -- there is no other way in
        width = row.series.recent(1).shape[1]
        for step in range(1999):
            row.series.add(step, np.full(width, float(step)))


def main(steps: int) -> None:
    """Print the table."""
    for entry in ENTRIES:
        setattr(Recorder, entry, timed("recording", getattr(Recorder, entry)))
    import keras  # noqa: PLC0415 -- after the probe's own modules, as for kinds

    end = Listing()
    print(f"Processor time of {steps} steps that goes to the training panel")
    for name, make in CASES.items():
        probe = start_in_terminal(
            {"breakpoints": [{"kind": kind} for kind in kinds.ALL], "panels": True}, end
        )
        model, features, labels = make(np.random.default_rng(0))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile("adam", loss, metrics=["accuracy"])
        model.fit(features, labels, batch_size=len(labels), epochs=12, verbose=0)
        fill(probe)
        answer = timed("answering", Inspection(probe).answer)
        sizes: list[int] = []
        over = threading.Event()

        def ask(answer: Any = answer, sizes: list[int] = sizes, over: threading.Event = over) -> None:
            packed = timed("answering", json.dumps)
            while not over.wait(1):
                sizes.append(len(packed(answer("keras/training", {}))))

        page = threading.Thread(target=ask)
        page.start()
        _spent.update(recording=0.0, answering=0.0)
        repeated = [np.concatenate([array] * steps) for array in (features, labels)]
        begin, begin_wall = time.process_time(), time.perf_counter()
        model.fit(*repeated, batch_size=len(labels), verbose=0, shuffle=False)
        total, seconds = time.process_time() - begin, time.perf_counter() - begin_wall
        over.set()
        page.join()
        shares = [f"{kind} {time_ / total:.2%}" for kind, time_ in _spent.items()]
        size = f"{max(sizes, default=0):,} characters each"
        print(f"{name:12}{', '.join(shares)} ({len(sizes)} answers in {seconds:.0f} s, {size})", flush=True)
        probe.close()
    if end.titles:
        print("Found in healthy training: " + "; ".join(end.titles))


if __name__ == "__main__":
    main(int(sys.argv[1]))

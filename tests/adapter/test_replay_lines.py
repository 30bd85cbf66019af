"""Line breakpoints in training at full speed: where the user's code runs, not where a graph is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.patterns import matching
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript


@pytest.mark.tensorflow
def test_lines_are_hit_in_the_watched_step_and_in_callbacks_but_not_while_a_graph_is_made(
    script: WriteScript,
) -> None:
    source = script("""
        import keras
        import numpy as np


        class Twice(keras.layers.Layer):
            def call(self, x):
                return x * 2  # @layer


        class Callback(keras.callbacks.Callback):
            def on_train_begin(self, logs=None):
                print("training begins")

            def on_train_batch_end(self, batch, logs=None):
                if batch in (2, 4):
                    print("batch", batch)  # @callback


        model = keras.Sequential([keras.Input((2,)), Twice(), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.ones((6, 2)), np.ones((6, 1)), batch_size=1, verbose=0, callbacks=[Callback()])
        print("trained")  # @end
    """)
    stops = [source[name] for name in ("callback", "end")]
    points = [*stops, {"line": source["layer"], "logMessage": "layer {step}: {x}"}]
    met: list[int] = []
    with Session() as session:
        session.launch(source, attributes={"execution": "replay"}, breakpoints={source: points})
        while source["end"] not in met:
            stop = session.wait_for_stop("breakpoint")
            met.append(stop.line)
            session.resume(stop)
        assert session.wait_for_end() == 0
        training = session.output("stdout").partition("training begins")[2]
    assert met.count(source["callback"]) == 2
    assert [line for line in training.splitlines() if line.startswith("layer")] == [
        matching(r"^layer 0: f32\[1,2\] .*1")
    ]

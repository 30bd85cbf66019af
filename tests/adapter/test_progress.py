"""Where a run is: told while it trains, and asked for while it runs."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript


@pytest.mark.tensorflow
def test_progress_comes_as_events_and_the_course_of_a_run_that_goes_on_can_be_asked_for(
    script: WriteScript,
) -> None:
    source = script("""
        import time

        import keras
        import numpy as np

        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        wait = keras.callbacks.LambdaCallback(on_train_batch_end=lambda *_, **__: time.sleep(0.05))
        model.fit(np.ones((20, 2)), np.ones((20, 1)), batch_size=1, epochs=2, verbose=0, callbacks=[wait])
        time.sleep(0.1)
        print("trained")  # @bp
    """)
    begun = time.monotonic()
    with Session() as session:
        session.launch(source, breakpoints={source: [source["bp"]]})
        first = session.wait_for_event("keras/progress")
        assert first["state"] == "training"
        assert first["epochs"] == 2
        running = session.request("keras/training")
        assert {one["group"] for one in running["series"]} >= {"loss", "gradientNorm", "stepTime"}
        session.wait_for_stop("breakpoint")
        told = session.events("keras/progress")
        assert told[-1]["state"] == "done"
        assert told[-1]["step"] == 39
        assert len(told) <= time.monotonic() - begun + 1  # one a second, and one at the end


@pytest.mark.tensorflow
def test_a_stop_tells_first_where_the_run_is(script: WriteScript) -> None:
    source = script("""
        import keras
        import numpy as np

        class Root(keras.layers.Layer):
            def call(self, x):
                return keras.ops.sqrt(x)

        x = np.ones((20, 2))
        x[13] = -1
        model = keras.Sequential([keras.Input((2,)), Root(), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(x, np.ones((20, 1)), batch_size=1, shuffle=False, verbose=0)
    """)
    with Session() as session:
        session.launch(source)
        session.wait_for_stop("exception")
        assert session.events("keras/progress")[-1]["stepInEpoch"] == 13


@pytest.mark.tensorflow
def test_a_pause_is_no_part_of_a_step(script: WriteScript) -> None:
    source = script("""
        import keras
        import numpy as np

        class Loop(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                if batch == 5:
                    print("half")  # @pause

        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.ones((10, 2)), np.ones((10, 1)), batch_size=1, verbose=0, callbacks=[Loop()])
        print("trained")  # @bp
    """)
    with Session() as session:
        session.launch(source, breakpoints={source: [source["pause"], source["bp"]]})
        stop = session.wait_for_stop("breakpoint")
        time.sleep(2)
        session.resume(stop)
        session.wait_for_stop("breakpoint")
        body = session.request("keras/training")
        (times,) = (one for one in body["series"] if one["group"] == "stepTime")
        seconds = np.frombuffer(base64.b64decode(times["mean"]), "<f8")
        assert len(seconds) == 10
        assert seconds[6] < 1

"""Errors as findings in a debugger: the stop is in the frame that is over, and the error stops only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.patterns import containing
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript

pytestmark = pytest.mark.tensorflow

IN_FIT = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np
    import keras

    class Doubled(keras.layers.Layer):
        def build(self, shape):
            self.kernel = self.add_weight(shape=(2 * shape[-1], 3), name="kernel")

        def call(self, inputs):
            joined = keras.ops.concatenate([inputs, -inputs], axis=0)
            with keras.name_scope("product"):
                result = keras.ops.matmul(joined, self.kernel)  # @matmul
            return result

    model = keras.Sequential([Doubled(name="doubled"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((8, 4), "float32")
    model.fit(x, x[:, :1], verbose=0)  # @fit
"""

BY_HAND = """
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf

    def predict(inputs, weight):
        scaled = 2 * inputs
        return scaled @ weight  # @product

    weight = tf.Variable(tf.ones((3, 1)))
    with tf.GradientTape() as tape:
        predict(tf.ones((8, 4)), weight)  # @call
"""


@pytest.mark.parametrize("filters", [["keras.shape-mismatch", "uncaught"], ["keras.shape-mismatch"]])
def test_an_error_that_leaves_fit_stops_once_where_it_was_raised(
    script: WriteScript, filters: list[str]
) -> None:
    source = script(IN_FIT)
    with Session() as session:
        session.launch(source, filters=filters)
        stop = session.wait_for_stop("exception")

        assert stop.line == source["matmul"]
        assert stop.frames[0] == containing(name="call", source=containing(path=str(source.path)))
        assert source["fit"] in [frame["line"] for frame in stop.frames]
        assert set(session.locals(stop)) >= {"inputs", "joined", "self"}
        described = session.exception_info(stop)["description"]
        assert "`joined` (16, 4) @ `self.kernel` (8, 3): inner dimensions 4 and 8 differ" in described

        session.resume(stop)
        assert session.wait_for_end() == 1
        assert len(session.events("keras/stop")) == 1
        assert len(session.events("stopped")) == 1
        printed = session.output("stderr")
        assert "Arguments received by Doubled.call()" in printed
        assert "pyadapter" not in printed


@pytest.mark.parametrize("filters", [["keras.shape-mismatch", "uncaught"], ["keras.shape-mismatch"]])
def test_an_error_that_ends_the_script_is_a_finding_first_and_only(
    script: WriteScript, filters: list[str]
) -> None:
    source = script(BY_HAND)
    with Session() as session:
        session.launch(source, filters=filters)
        stop = session.wait_for_stop("exception")

        assert stop.line == source["product"]
        assert source["call"] in [frame["line"] for frame in stop.frames]
        described = session.exception_info(stop)["description"]
        assert "`scaled` (8, 4) @ `weight` (3, 1): inner dimensions 4 and 3 differ" in described

        session.resume(stop)
        assert session.wait_for_end() == 1
        assert len(session.events("stopped")) == 1


def test_what_is_no_finding_stops_as_debugpy_has_it(script: WriteScript) -> None:
    source = script(BY_HAND)
    with Session() as session:
        session.launch(source, filters=["keras.nan", "uncaught"])
        stop = session.wait_for_stop("exception")

        assert session.events("keras/stop") == []
        assert session.exception_info(stop)["exceptionId"].endswith("InvalidArgumentError")
        session.resume(stop)
        assert session.wait_for_end() == 1

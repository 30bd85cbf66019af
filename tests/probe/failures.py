"""A layer that fails, and where a finding of it must be, for the tests of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
from keras import layers, ops

from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from pyadapter.core.finding import Finding

Place = tuple[str, int]


def check(finding: Finding, kind: str, place: Place, function: str) -> None:
    assert finding.location is not None
    assert finding.kind == kind, finding
    assert (finding.location.file, finding.location.line) == place, finding.message
    assert finding.location.function == function


def model_of(*hidden: Any, loss: Any = "mse", **compiled: Any) -> Any:
    model = keras.Sequential([*hidden, layers.Dense(1, name="head")], name="model")
    model.compile("sgd", loss, **compiled)
    return model


class Failing(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        total = ops.sum(x, axis=-1)
        if hasattr(total, "_numpy"):  # not while it is built
            message = "not today"
            raise LookupError(message)  # @failing
        return x


FAILING: Place = (__file__, line_of("failing", __file__))

"""Models with attention that stop behind it, and questions to ask there."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import layers, ops

from pyadapter.probe.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

ROWS, LENGTH = 4, 6
IDS = np.array([[5, 3, 7, 2, 0, 0], [4, 4, 9, 1, 8, 0], [6, 2, 0, 0, 0, 0], [3, 9, 5, 7, 2, 8]])


class Subclass(layers.MultiHeadAttention):  # type: ignore[misc]  # Keras has no types
    pass


class Pooling(layers.Layer):  # type: ignore[misc]  # as above
    """What users write: weights of (batch, key)."""

    def build(self, shape: Any) -> None:
        self.score = layers.Dense(1)
        self.score.build(shape)

    def call(self, x: Any, mask: Any = None) -> Any:
        scores = self.score(x)[..., 0]
        if mask is not None:
            scores = ops.where(mask, scores, -1e9)
        return ops.sum(ops.softmax(scores)[..., None] * x, axis=1)


class Bad(layers.Layer):  # type: ignore[misc]  # as above
    """Stops the run after everything before it has been called."""

    def call(self, x: Any) -> Any:
        return ops.log(x - x)


class Asker:
    """Asks at the first stop."""

    def __init__(self, watched: Watched, question: Callable[[Asker], Any]) -> None:
        self.probe = watched.probe
        self.answers: list[Any] = []
        self._inspection = Inspection(watched.probe)

        def at_stop(_: Any) -> None:
            if not self.answers:
                self.answers.append(question(self))

        watched.at_stop = at_stop

    def __call__(self, command: str, **arguments: Any) -> Any:
        # As it travels: neither objects nor NaN.
        return json.loads(json.dumps(self._inspection.answer(command, arguments), allow_nan=False))

    def source(self, place: int = 0) -> Any:
        return self("keras/attention")["sources"][place]

    def heads(self, sample: int = 0, place: int = 0) -> Any:
        return self("keras/attentionHeads", handle=self.source(place)["handle"], sample=sample)

    def plane(self, source: Any, sample: int, head: int) -> Any:
        sizes = {"rows": source["queries"], "columns": source["keys"]}
        window = self("keras/window", handle=source["handle"], index=[sample, head], row=0, column=0, **sizes)
        return np.frombuffer(base64.b64decode(window["values"])).reshape(sizes["rows"], sizes["columns"])


def embedded() -> tuple[Any, Any]:
    ids = keras.Input((LENGTH,), dtype="int32", name="ids")
    return ids, layers.Embedding(10, 8, mask_zero=True)(ids)


def asked(
    watch: Any, attention: Any, question: Callable[[Asker], Any], ids: Any = IDS, **options: Any
) -> Any:
    """Train on ids with an attention layer, stop behind it, and ask."""
    watched = watch({"kind": "nan"}, {"kind": "inf"}, panels=True, **options)
    asker = Asker(watched, question)
    keras.utils.set_random_seed(1)
    tokens, x = embedded()
    x = layers.GlobalAveragePooling1D()(attention(x))
    model = keras.Model(tokens, layers.Dense(1)(Bad()(x)), name="model")
    model.compile("sgd", "mse")
    model.fit(ids, np.zeros(len(ids)), batch_size=len(ids), shuffle=False, verbose=0)
    assert asker.answers
    return asker.answers[0]

"""The gradients of the script's own tapes, in the panel of the layers."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.inspection import Inspection
from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow

Tapes = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def watched(watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch) -> Watched:
    # Every step is looked at, however slow the machine is.
    monkeypatch.setattr("pyadapter.probe.watch.sampled_steps.CREDIT", 1e9)
    return watch(panels=True)


@pytest.fixture
def tapes(watched: Watched) -> Tapes:
    inspection = Inspection(watched.probe)

    def tables() -> list[dict[str, Any]]:
        table = json.loads(json.dumps(inspection.answer("keras/layerTable", {}), allow_nan=False))
        found: list[dict[str, Any]] = table["tapes"]
        return found

    return tables


def test_gradients_of_both_orders_stand_side_by_side(tapes: Tapes) -> None:
    layer = layers.Dense(3, activation="tanh", name="only")
    x = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
    layer.build(x.shape)
    weights = layer.trainable_variables
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            loss = ops.mean(layer(x) ** 4)
        first = inner.gradient(loss, weights)
    second = outer.gradient(first, weights)  # @second
    (tape,) = tapes()

    assert tape["title"] == "second = outer.gradient(first, weights)"
    assert tape["location"]["line"] == line_of("second", __file__)
    kernel, bias = tape["rows"]
    assert (kernel["name"], kernel["shape"]) == ("only/kernel", [4, 3])
    norms = [np.linalg.norm(each[1].numpy()) for each in (first, second)]
    assert [bias["first"], bias["second"]] == pytest.approx(norms, rel=1e-4)
    assert bias["ratio"] == pytest.approx(norms[1] / norms[0], rel=1e-4)
    agreement = np.mean(np.sign(first[0].numpy()) == np.sign(second[0].numpy()))
    assert kernel["signAgreement"] == pytest.approx(agreement)


def test_a_tape_of_its_own_is_a_table_with_what_it_has_no_gradient_of(tapes: Tapes) -> None:
    pixels, unused = tf.ones([2, 2]), tf.Variable(1.0, name="unused")
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        loss = tf.reduce_sum(pixels**2)
    found = tape.gradient(loss, [pixels, unused])
    (table,) = tapes()
    assert [row["name"] for row in table["rows"]] == ["pixels", "unused:0"]
    assert table["rows"][0]["first"] == pytest.approx(4)
    assert table["rows"][1]["missing"]
    assert found[1] is None


def test_gradients_of_several_tensors_are_named_as_the_line_has_them(tapes: Tapes) -> None:
    parts = {"inner": [tf.ones([2]), tf.ones([3])]}
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(parts["inner"])
        loss = tf.reduce_sum(parts["inner"][0]) + tf.reduce_sum(parts["inner"][1])
    apart = tape.gradient(
        loss,
        sources=[parts["inner"][0], (parts["inner"][1],)],
    )
    together = tape.gradient(loss, parts)
    names = [[row["name"] for row in table["rows"]] for table in tapes()]
    assert names == [["parts['inner'][0]", "parts['inner'][1]"], ["parts, 1", "parts, 2"]]
    del apart, together


def test_nothing_of_a_step_is_held_when_gradients_of_tensors_were_taken(watched: Watched) -> None:
    steps = []
    for _ in range(3):
        pixels = tf.ones([2, 2])
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            loss = tf.reduce_sum(pixels**2)
        assert tape.gradient(loss, pixels) is not None
        steps.append([weakref.ref(each) for each in (pixels, tape, loss)])
    gc.collect()
    assert [each() for step in steps[:-1] for each in step] == [None] * 6
    assert watched.findings == []


def test_variables_that_are_gone_are_forgotten(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyadapter.probe.watch.training.MOST", 10)
    kept = [tf.Variable(0.0) for _ in range(20)]
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.apply([tf.ones([])] * 20, kept)
    training: Any = watched.probe._training  # noqa: SLF001 -- nothing shows what is forgotten
    for _ in range(3):
        gone = {-number: (lambda: None, lambda: None) for number in range(10_000)}
        training._gradients_of.update(gone)  # noqa: SLF001 -- as above
        optimizer.apply([tf.ones([])] * 20, kept)
    assert len(training._gradients_of) <= 50  # noqa: SLF001 -- as above
    assert len(watched.probe.updated_variables()) == 20

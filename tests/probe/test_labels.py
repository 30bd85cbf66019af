"""Labels are compared with their loss as it is called, however it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow
KIND = {"kind": "label-out-of-range"}


def model(units: int = 3, **options: Any) -> Any:
    keras.utils.set_random_seed(0)
    head = layers.Dense(units, name="head", **options)  # @head
    return keras.Sequential([keras.Input((4,)), layers.Dense(5), head], name="model")


def data(high: int = 3) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(32, 4)).astype("float32"), rng.integers(0, high, 32)


def test_the_rows_the_loss_and_the_head_are_named(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    x, y = data()
    y[[5, 20]] = 7
    classifier = model()
    classifier.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True, name="named"))
    with pytest.raises(tf.errors.InvalidArgumentError):
        classifier.fit(x, y, batch_size=16, shuffle=False, verbose=0)  # @fit

    finding = watched.findings[0]
    assert finding.location is not None
    assert finding.location.line == line_of("head", __file__)
    assert (finding.title, finding.phase, finding.value) == ("Label 7 of 3 classes", "data", 7)
    assert finding.tensor is not None
    assert (finding.tensor.name, finding.tensor.role) == ("y", "label")
    assert finding.batch is not None
    assert (finding.batch.rows, finding.batch.dataset_rows) == ((5,), (5,))
    (cause,) = finding.causes
    assert (cause.id, cause.fix) == (
        "label-out-of-range",
        "keras.layers.Dense(8)",
    )
    assert cause.location is not None
    assert cause.location.line == line_of("head", __file__)


def test_each_loss_of_several_outputs(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    inputs = keras.Input((4,))
    sign = layers.Dense(1, name="sign")(inputs)
    count = layers.Dense(1, "exponential", name="count")(inputs)
    both = keras.Model(inputs, {"sign": sign, "count": count})
    both.compile("sgd", {"sign": "hinge", "count": "poisson"})
    x, _ = data()
    both.fit(x, {"sign": np.ones(32), "count": np.full(32, -3.0)}, verbose=0)

    assert watched.only.tensor is not None
    assert watched.only.tensor.name == "y['count']"


@pytest.mark.parametrize(
    "loss",
    [
        lambda answers, p: keras.losses.sparse_categorical_crossentropy(answers, p, from_logits=True),
        tf.nn.sparse_softmax_cross_entropy_with_logits,
    ],
)
def test_functions_are_looked_at_before_they_raise(watch: Callable[..., Watched], loss: Any) -> None:
    watched = watch(KIND)
    answers = tf.constant([1, 3])
    with pytest.raises(tf.errors.InvalidArgumentError):
        loss(answers, tf.zeros((2, 3)))

    assert watched.only.tensor is not None
    assert watched.only.tensor.name == "answers"
    assert watched.only.value == 3


def test_a_mask_that_is_applied_later_is_respected(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    keras.losses.binary_crossentropy(tf.constant([[-1.0], [1.0]]), tf.constant([[0.2], [0.7]]))
    assert not watched.findings

    keras.losses.binary_crossentropy(tf.constant([[3.0], [8.0]]), tf.constant([[0.2], [0.7]]))
    assert watched.only.value == 8


def test_a_mask_of_the_predictions_is_respected(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    tagger = keras.Sequential(
        [
            keras.Input((6,), dtype="int32"),
            layers.Embedding(9, 4, mask_zero=True),
            layers.LSTM(4, return_sequences=True),
            layers.Dense(1, "sigmoid"),
        ]
    )
    tagger.compile("sgd", "binary_crossentropy")
    tokens = np.random.default_rng(0).integers(1, 9, (16, 6))
    tokens[:, 4:] = 0
    tags = (tokens > 4).astype("float32")
    tags[:, 4:] = -1
    tagger.fit(tokens, tags[..., None], verbose=0)
    assert not watched.findings


def test_metrics_judge_nothing(watch: Callable[..., Watched]) -> None:
    watched = watch(KIND)
    x, y = data()
    regression = model(1)
    regression.compile("sgd", "mse", metrics=[keras.metrics.BinaryCrossentropy(from_logits=True)])
    regression.fit(x, y[:, None] * 10.0, verbose=0)
    assert not watched.findings

"""Attention weights: what is recorded of each kind of layer, and for how long it is held."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.inspection.attention import weights_of
from tests.probe.attention import IDS, LENGTH, ROWS, Asker, Pooling, Subclass, asked, embedded

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


KINDS: dict[str, tuple[Callable[[], Any], Callable[[Any, Any], Any], tuple[int, ...]]] = {
    "multi head": (
        lambda: layers.MultiHeadAttention(2, 4, name="a"),
        lambda a, x: a(x, x),
        (2, LENGTH, LENGTH),
    ),
    "subclass": (lambda: Subclass(2, 4, name="a"), lambda a, x: a(x, x), (2, LENGTH, LENGTH)),
    "causal": (
        lambda: layers.MultiHeadAttention(2, 4, name="a"),
        lambda a, x: a(x, x, use_causal_mask=True),
        (2, LENGTH, LENGTH),
    ),
    "dropout": (
        lambda: layers.MultiHeadAttention(2, 4, dropout=0.5, name="a"),
        lambda a, x: a(x, x),
        (2, LENGTH, LENGTH),
    ),
    "scores": (
        lambda: layers.MultiHeadAttention(2, 4, name="a"),
        lambda a, x: a(x, x, return_attention_scores=True)[0],
        (2, LENGTH, LENGTH),
    ),
    "grouped": (
        lambda: layers.GroupQueryAttention(4, 4, 2, name="a"),
        lambda a, x: a(x, x),
        (4, LENGTH, LENGTH),
    ),
    "dot": (lambda: layers.Attention(name="a"), lambda a, x: a([x, x]), (LENGTH, LENGTH)),
    "dot, dropout": (
        lambda: layers.Attention(dropout=0.5, name="a"),
        lambda a, x: a([x, x]),
        (LENGTH, LENGTH),
    ),
    "additive": (lambda: layers.AdditiveAttention(name="a"), lambda a, x: a([x, x]), (LENGTH, LENGTH)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_weights_of_every_layer_are_there_without_being_asked_for(watch: Any, kind: str) -> None:
    make, call, shape = KINDS[kind]

    def question(ask: Asker) -> Any:
        source = ask.source()
        return source, [ask.plane(source, 0, head) for head in range(source["heads"])], ask.heads()

    source, planes, heads = asked(watch, lambda x: call(make(), x), question)
    assert (source["name"], source["shape"]) == ("model/a", [ROWS, *shape])
    assert source["reference"] == {"type": "attention", "name": "model/a"}
    assert source["location"]["file"] == __file__
    assert len(heads["heads"]) == source["heads"] == (shape[0] if len(shape) == 3 else 1)
    for plane, head in zip(planes, heads["heads"], strict=True):
        # Before dropout: rows sum to one, and nothing rests on the two tokens that are padding.
        np.testing.assert_allclose(plane[:4].sum(axis=1), 1, rtol=1e-5)
        assert not plane[:4, 4:].any()
        assert (head["notOne"], head["onPadding"], head["paddingShare"]) == ([], [], 0)
        assert 0 < head["entropy"] <= 2
    assert [token["id"] for token in heads["queryTokens"]] == IDS[0].tolist()
    assert [token.get("padding", False) for token in heads["keyTokens"]] == [False] * 4 + [True] * 2


def test_weights_are_those_that_the_layer_returns(watch: Any) -> None:
    scores: list[Any] = []

    class Block(layers.Layer):  # type: ignore[misc]  # as above
        def build(self, shape: Any) -> None:
            self.inner = layers.MultiHeadAttention(2, 4, name="a")
            self.inner.build(shape, shape)

        def call(self, x: Any) -> Any:
            output, made = self.inner(x, x, return_attention_scores=True)
            scores.append(made)
            return output

    def question(ask: Asker) -> Any:
        return ask.plane(ask.source(), 1, 1), weights_of(ask.probe, "model/block/a").numpy()

    plane, weights = asked(watch, Block(name="block"), question)
    np.testing.assert_array_equal(weights, scores[-1].numpy())
    np.testing.assert_allclose(plane, weights[1, 1])


def test_attention_over_both_axes_of_an_image_has_one_axis_of_positions(watch: Any) -> None:
    def attention(x: Any) -> Any:
        image = layers.Reshape((2, 3, 8))(x)
        made = layers.MultiHeadAttention(2, 4, attention_axes=(1, 2), name="a")(image, image)
        return layers.Reshape((6, 8))(made)

    source, heads = asked(watch, attention, lambda ask: (ask.source(), ask.heads()))
    assert source["shape"] == [ROWS, 2, 2, 3, 2, 3]
    assert (source["heads"], source["queries"], source["keys"]) == (2, 6, 6)
    assert [head["notOne"] for head in heads["heads"]] == [[], []]


def test_the_users_own_pooling_is_a_source_and_heads_over_classes_are_not(watch: Any) -> None:
    def attention(x: Any) -> Any:
        classes = layers.Dense(LENGTH, activation="softmax")(x)  # as many as there are tokens
        return layers.Reshape((1, LENGTH))(
            layers.Dense(LENGTH, activation="softmax")(Pooling(name="a")(classes))
        )

    sources, heads = asked(watch, attention, lambda ask: (ask("keras/attention")["sources"], ask.heads(1)))
    assert [source["name"] for source in sources] == ["model/a"]
    assert {name: sources[0][name] for name in ("shape", "samples", "heads", "queries", "keys")} == {
        "shape": [ROWS, LENGTH], "samples": ROWS, "heads": 1, "queries": 1, "keys": LENGTH,
    }  # fmt: skip
    assert "queryTokens" not in heads
    assert [token["id"] for token in heads["keyTokens"]] == IDS[1].tolist()
    assert heads["heads"][0]["notOne"] == []


class AtTheEnd(keras.callbacks.Callback):  # type: ignore[misc]  # as above
    """Looks at weights while `evaluate` runs a step, and after it."""

    def __init__(self, probe: Any) -> None:
        super().__init__()
        self.probe = probe
        self.after: list[Any] = []

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        del batch, logs
        self.after.append(weights_of(self.probe, "model/a"))


def evaluated(watched: Watched) -> tuple[list[Any], AtTheEnd]:
    tokens, x = embedded()
    x = layers.GlobalAveragePooling1D()(layers.MultiHeadAttention(2, 4, name="a")(x, x))
    model = keras.Model(tokens, layers.Dense(1)(x), name="model")
    inside: list[Any] = []

    def loss(y_true: Any, y_pred: Any) -> Any:
        gc.collect()
        found = weights_of(watched.probe, "model/a")
        inside.append(None if found is None else tuple(found.shape))
        return ops.mean(ops.square(y_true - y_pred), axis=-1)

    model.compile("sgd", loss)
    end = AtTheEnd(watched.probe)
    model.evaluate(IDS, np.zeros(ROWS), verbose=0, callbacks=[end])
    return inside, end


def test_weights_are_held_in_a_step_of_evaluate_and_no_longer(watch: Any) -> None:
    inside, end = evaluated(watch({"kind": "nan"}, panels=True))
    assert inside == [(ROWS, 2, LENGTH, LENGTH)]
    assert end.after == [None]


def test_nothing_is_held_against_a_memory_budget(watch: Any) -> None:
    inside, _ = evaluated(watch({"kind": "nan"}, panels=True, memoryBudget=1000))
    assert inside == [None]


def test_nothing_is_recorded_when_nobody_can_look(watch: Any) -> None:
    watched = watch({"kind": "nan"})
    inside, _ = evaluated(watched)
    assert inside == [None]
    assert watched.probe.attention.seen == {}


def test_results_are_the_same_bit_for_bit(watch: Any) -> None:
    def trained() -> list[Any]:
        keras.utils.set_random_seed(4)
        tokens, x = embedded()
        x = layers.MultiHeadAttention(2, 4, dropout=0.2, name="a")(x, x)
        x = Pooling()(layers.Attention(dropout=0.2)([x, x]))
        model = keras.Model(tokens, layers.Dense(1)(x))
        model.compile("adam", "mse")
        model.fit(IDS, np.arange(float(ROWS)), batch_size=2, epochs=3, verbose=0)
        return [*model.get_weights(), np.array(model.evaluate(IDS, np.zeros(ROWS), verbose=0))]

    watched = watch({"kind": "nan"}, {"kind": "inf"}, panels=True)
    with_probe = trained()
    assert watched.findings == []
    watched.probe.close()
    watch({"kind": "nan"}, {"kind": "inf"})
    for one, other in zip(with_probe, trained(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_in_a_hand_written_loop_weights_are_there_while_the_tape_holds_them(watch: Any) -> None:
    watched = watch({"kind": "nan"}, panels=True)
    attend, dense = layers.MultiHeadAttention(2, 4, name="a"), layers.Dense(1)
    optimizer = keras.optimizers.SGD(1e-3)
    x = np.random.default_rng(0).normal(size=(ROWS, LENGTH, 8)).astype("float32")
    seen = []
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = ops.mean(dense(attend(x, x)) ** 2)
            seen.append(weights_of(watched.probe, "a"))
        variables = [*attend.trainable_variables, *dense.trainable_variables]
        optimizer.apply(tape.gradient(loss, variables), variables)
    shapes = [None if weights is None else tuple(weights.shape) for weights in seen]
    assert shapes == [(ROWS, 2, LENGTH, LENGTH)] * 3
    del seen, tape
    gc.collect()
    attend(x, x)
    assert weights_of(watched.probe, "a") is None

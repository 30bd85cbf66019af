"""Attention weights: what is recorded of each kind of layer, and what is answered at a stop."""

from __future__ import annotations

import base64
import gc
import json
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.inspection import Inspection
from pyadapter.probe.inspection.attention import weights_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow

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


def test_a_mask_that_is_missing_is_seen_at_the_tokens(watch: Any) -> None:
    """The embedding's mask got lost on the way: heads look at padding."""

    def attention(x: Any) -> Any:
        bare = layers.Lambda(lambda y: ops.convert_to_tensor(y) * 1.0, mask=None)(x)
        made: Any = layers.MultiHeadAttention(2, 4, name="a")(bare, bare)
        return made

    body = asked(watch, attention, lambda ask: ask.heads(2))
    for head in body["heads"]:
        assert head["paddingShare"] > 0.1
        assert head["onPadding"] == [0, 1]
        assert "looks at padding from 2 queries" in head["flags"]


def test_tokens_are_read_with_the_vocabulary_of_the_script(watch: Any) -> None:
    vocabulary = {word: number for number, word in enumerate("a b c d e f g h i".split(), start=1)}  # noqa: SIM905 -- shorter

    body = asked(watch, lambda x: layers.Attention(name="a")([x, x]), lambda ask: ask.heads())
    words = list(vocabulary)
    assert [token.get("text") for token in body["keyTokens"]] == [
        *(words[token - 1] for token in IDS[0][:4]), None, None,
    ]  # fmt: skip


def test_tokens_are_found_that_a_layer_has_made_of_texts(watch: Any) -> None:
    texts = np.array(["the cat sat on a mat", "a dog"])
    vectorize = layers.TextVectorization(output_sequence_length=LENGTH, name="vectorize")
    vectorize.adapt(texts)
    watched = watch({"kind": "nan"}, {"kind": "inf"}, panels=True)
    asker = Asker(watched, lambda ask: ask.heads(1))

    class Classifier(keras.Model):  # type: ignore[misc]  # as above
        def __init__(self) -> None:
            super().__init__(name="model")
            self.parts = [layers.Embedding(20, 8, mask_zero=True), layers.Attention(name="a"), Bad()]

        def call(self, text: Any) -> Any:
            embed, attend, spoil = self.parts
            x = embed(vectorize(text))
            return spoil(ops.mean(attend([x, x]), axis=(1, 2)))

    model = Classifier()
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(tf.data.Dataset.from_tensors((texts, np.zeros(2))), verbose=0)
    words = [(token["text"], token.get("padding", False)) for token in asker.answers[0]["keyTokens"]]
    assert words == [("a", False), ("dog", False), *[("", True)] * 4]


def test_an_attention_mask_that_pads_is_known_without_tokens(watch: Any) -> None:
    keep = np.ones((ROWS, 1, LENGTH), bool)
    keep[:, :, 5] = False

    def attention(x: Any) -> Any:
        dense = layers.Dense(8)(layers.Reshape((LENGTH, 8))(x))
        made: Any = layers.MultiHeadAttention(2, 4, name="a")(dense, dense, attention_mask=ops.array(keep))
        return made

    ids = np.full((ROWS, LENGTH), 1)  # ones alone are no tokens
    body = asked(watch, attention, lambda ask: ask.heads(), ids)
    assert "keyTokens" not in body
    assert [head["paddingShare"] for head in body["heads"]] == [0, 0]


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


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((2, 3, 4, 5), (2, 3, 4, 5)),
        ((2, 4, 5), (2, 1, 4, 5)),
        ((4, 5), (1, 1, 4, 5)),
        ((2, 3, 2, 4, 5), (2, 6, 4, 5)),
    ],
)
@pytest.mark.parametrize("make", [np.asarray, tf.constant, tf.Variable])
def test_any_tensor_can_be_pointed_at(watch: Any, make: Any, shape: tuple[int, ...], sizes: Any) -> None:
    weights = np.random.default_rng(0).dirichlet(np.ones(shape[-1]), shape[:-1]).astype("float32")
    value = make(weights)
    named = {"type": "expression", "name": "w"}

    def question(ask: Asker) -> Any:
        source = ask("keras/attention", reference=named, handle=ask.probe.handles.give(value))["sources"][0]
        last = (source["samples"] - 1, source["heads"] - 1)
        heads = ask("keras/attentionHeads", handle=source["handle"], sample=last[0])["heads"]
        return source, ask.plane(source, *last), heads[-1]

    source, plane, head = asked(watch, lambda x: layers.Attention(name="a")([x, x]), question)
    assert (source["reference"], source["shape"]) == (named, list(shape))
    assert tuple(source[name] for name in ("samples", "heads", "queries", "keys")) == sizes
    np.testing.assert_allclose(plane, weights.reshape(sizes)[-1, -1])
    assert (head["notOne"], head["paddingShare"]) == ([], None)


def test_what_cannot_be_attention_is_refused_in_words(watch: Any) -> None:
    def question(ask: Asker) -> Any:
        handle = ask.probe.handles.give(np.arange(3.0))
        return [
            ask("keras/attention", reference={"type": "expression", "name": "v"}, handle=handle),
            ask("keras/attention", reference={"type": "attention", "name": "nowhere"}),
        ]

    vector, nowhere = asked(watch, lambda x: layers.Attention(name="a")([x, x]), question)
    assert "v: it is no (batch, heads, query, key)" in vector["note"]
    assert "nowhere has not computed attention weights" in nowhere["note"]
    assert [source["name"] for source in vector["sources"]] == ["model/a"]


def test_logits_are_shown_and_their_rows_are_flagged(watch: Any) -> None:
    logits = np.array([[[[np.nan, 1.0], [np.inf, 0.0], [-3.0, 2.0]]]])

    def question(ask: Asker) -> Any:
        reference = {"type": "expression", "name": "logits"}
        source = ask("keras/attention", reference=reference, handle=ask.probe.handles.give(logits))[
            "sources"
        ][0]
        return ask("keras/attentionHeads", handle=source["handle"], sample=0)["heads"][0]

    head = asked(watch, lambda x: layers.Attention(name="a")([x, x]), question)
    assert (head["entropy"], head["notOne"]) == (None, [0, 1, 2])


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


def test_no_attention_says_what_to_do(watch: Any) -> None:
    body = asked(watch, layers.Dense(4), lambda ask: ask("keras/attention"))
    assert body["sources"] == []
    assert "type its name" in body["note"]


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

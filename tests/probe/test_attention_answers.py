"""Attention at a stop: tokens, padding, and any tensor that somebody points at."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.inspection import Inspection
from tests.probe.attention import IDS, LENGTH, ROWS, Asker, Bad, asked

pytestmark = pytest.mark.tensorflow


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


def test_the_same_weights_have_the_same_handle_as_long_as_the_run_stands_still(watch: Any) -> None:
    def question(ask: Asker) -> Any:
        first, again = ask.source()["handle"], ask.source()["handle"]
        return first, again

    first, again = asked(watch, lambda x: layers.Attention(name="a")([x, x]), question)
    assert first == again


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


def test_no_attention_says_what_to_do(watch: Any) -> None:
    body = asked(watch, layers.Dense(4), lambda ask: ask("keras/attention"))
    assert body["sources"] == []
    assert "type its name" in body["note"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", ["float32", "float8_e4m3fn", "complex64"])
def test_weights_that_are_none_say_so_and_nothing_in_the_programs_output(watch: Any, dtype: str) -> None:
    watched = watch(panels=True)
    inspection = Inspection(watched.probe)
    weights = np.full((2, 3, 3), -np.inf if dtype == "float32" else 0.5).astype(dtype)
    weights[0, 0, 0] = 1 if dtype == "complex64" else np.abs(weights[0, 0, 0])
    handle = watched.probe.handles.give(weights)
    reference = {"type": "expression", "name": "weights"}
    body = inspection.answer("keras/attention", {"reference": reference, "handle": handle})
    if dtype == "complex64":
        assert "it is no (batch" in body["note"]
        return
    heads = inspection.answer("keras/attentionHeads", {"handle": body["sources"][0]["handle"], "sample": 0})
    (head,) = heads["heads"]
    assert head["notOne"] == ([0, 1, 2] if dtype == "float32" else [])

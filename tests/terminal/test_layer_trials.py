"""`keras-debug test-layer`: layers, losses and metrics on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.terminal.layer_command import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.starter import Ended, Starter

pytestmark = pytest.mark.tensorflow

ANTIRECTIFIER = """
import keras
from keras import layers, ops
import tensorflow as tf

class MyAntirectifier(layers.Layer):
    def build(self, input_shape):
        output_dim = input_shape[-1]
        self.kernel = self.add_weight(
            shape=(output_dim * 2, output_dim), initializer="he_normal", name="kernel", trainable=True
        )

    def call(self, inputs):
        pos = ops.relu(inputs)
        neg = ops.relu(-inputs)
        concatenated = ops.concatenate([pos, neg], axis=AXIS)
        return ops.matmul(concatenated, self.kernel)

x = tf.random.normal(shape=(2, 5))
y = MyAntirectifier()(x)
"""

LAYERS = """
import keras, numpy as np, tensorflow as tf
from keras import ops

class Scale(keras.layers.Layer):
    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
        self.calls = 0
    def call(self, x):
        self.calls += 1
        return x * self.factor * self.calls
    def get_config(self):
        return super().get_config()

class Tokens(keras.layers.Layer):
    def __init__(self, vocab_size, embed_dim, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size, self.embed_dim = vocab_size, embed_dim
        self.embedding = keras.layers.Embedding(vocab_size, embed_dim)
        self.drop = keras.layers.Dropout(0.5)
        self.unused = self.add_weight(shape=(3,), name="unused")
    def call(self, x):
        return self.drop(self.embedding(x), training=False)

@tf.custom_gradient
def square(x):
    return x * x, lambda upstream: upstream * x

class Mixing(keras.layers.Layer):
    def call(self, inputs):
        a, b = inputs
        return square(a) - ops.mean(b, axis=0)

class Reversed(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return ops.sum(y_true * ops.log(y_pred), axis=-1)

class Last(keras.metrics.Metric):
    def __init__(self, name="last", **kwargs):
        super().__init__(name=name, **kwargs)
        self.value = self.add_weight(name="value", initializer="zeros")
    def update_state(self, y_true, y_pred, sample_weight=None):
        self.value.assign(ops.mean(ops.abs(y_true - y_pred)))
    def result(self):
        return self.value

class Attention(keras.layers.Layer):
    def __init__(self, dim, heads=2, **kwargs):
        super().__init__(**kwargs)
        self.dim, self.heads = dim, heads
        self.attend = keras.layers.MultiHeadAttention(heads, dim // heads, dropout=0.1)
    def call(self, x, training=None, mask=None):
        allowed = None if mask is None else mask[:, None, :]
        return self.attend(x, x, attention_mask=allowed, training=training)
    def get_config(self):
        return {**super().get_config(), "dim": self.dim, "heads": self.heads}

model = keras.Sequential([keras.Input((6,)), Tokens(50, 4), keras.layers.Flatten(), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.zeros((8, 6)), np.zeros((8, 1)))
raise SystemExit("the training was not skipped")
"""


@pytest.fixture
def try_layer(starter: Starter, tmp_path: Path) -> Any:
    def run(source: str, name: str = "", *arguments: str) -> Ended:
        (tmp_path / "script.py").write_text(source, encoding="utf-8")
        return starter.command(tmp_path, "test-layer", "--json", f"script.py{name}", *arguments)

    return run


def failed(ended: Ended) -> dict[str, str]:
    return {each["name"]: each["reason"] for each in ended.report["checks"] if each["verdict"] == "failed"}


def verdicts(ended: Ended) -> dict[str, str]:
    return {each["name"]: each["verdict"] for each in ended.report["checks"]}


def test_the_antirectifier_shows_its_shapes_and_names_the_axis(try_layer: Any) -> None:
    ended = try_layer(ANTIRECTIFIER.replace("AXIS", "0"))

    assert ended.code == 3
    rows = [(row["name"], row["value"]) for row in ended.report["locals"]]
    assert rows == [
        ("inputs", "f32[2, 5]"),
        ("pos", "f32[2, 5]"),
        ("neg", "f32[2, 5]"),
        ("concatenated", "f32[4, 5]"),
        ("self.kernel", "f32[10, 5]"),
    ]
    failure = ended.report["failure"]
    line = ANTIRECTIFIER.splitlines().index("        return ops.matmul(concatenated, self.kernel)") + 1
    assert failure["line"] == line
    assert "`concatenated` has 2 times the rows of `pos`" in failure["why"]
    assert "concatenated = ops.concatenate([pos, neg], axis=-1)" in failure["fix"]
    assert f"> {line:4d}" in ended.output
    assert "✗ InvalidArgumentError" in ended.output


def test_the_antirectifier_without_its_bug_is_fine(try_layer: Any) -> None:
    ended = try_layer(ANTIRECTIFIER.replace("AXIS", "-1"), "", "--shape", "3,4")

    assert (ended.code, failed(ended)) == (0, {})
    assert ("concatenated", "f32[3, 8]") in [(row["name"], row["value"]) for row in ended.report["locals"]]
    for name in ("eager and compiled", "functional model", "gradients", "gradient values", "saving", "rows"):
        assert verdicts(ended)[name] == "ok"


def test_state_in_python_and_a_forgotten_argument_are_named(try_layer: Any) -> None:
    ended = try_layer(LAYERS, ":Scale")

    assert "`self.calls`" in failed(ended)["eager and compiled"]
    assert "`factor`" in failed(ended)["saving"]
    assert "would silently have the defaults" in failed(ended)["saving"]


def test_embeddings_are_given_ids_and_training_that_is_not_passed_on_is_seen(try_layer: Any) -> None:
    ended = try_layer(LAYERS, ":Tokens")

    assert ended.report["arguments"] == "Tokens(50, 4)"
    assert ended.report["inputs"].startswith("x i32[2, 6]")
    assert "fit()" in ended.report["notes"][0]
    assert set(failed(ended)) == {"gradients", "training on and off"}
    assert "`unused`" in failed(ended)["gradients"]
    assert "Dropout" in failed(ended)["training on and off"]


def test_a_wrong_gradient_and_rows_that_mix_are_seen_in_a_layer_of_two_inputs(try_layer: Any) -> None:
    ended = try_layer(LAYERS, ":Mixing")

    assert ended.report["inputs"] == "inputs (f32[2, 5], f32[2, 5])"
    assert set(failed(ended)) == {"gradient values", "rows"}


def test_a_healthy_attention_layer_is_fine(try_layer: Any) -> None:
    ended = try_layer(LAYERS, ":Attention", "--shape", "2,6,8", "--arguments", '{"dim": 8}')

    assert (ended.code, failed(ended)) == (0, {})
    assert verdicts(ended)["masks"] == "ok"


def test_a_loss_with_a_wrong_sign_is_named(try_layer: Any) -> None:
    ended = try_layer(LAYERS, ":Reversed")

    assert set(failed(ended)) == {"right beats wrong", "certain predictions"}


def test_a_metric_that_keeps_the_last_batch_alone_is_named(try_layer: Any) -> None:
    ended = try_layer(LAYERS, ":Last")

    assert "the last batch replaces the others" in failed(ended)["accumulates"]
    assert "does not look at it" in failed(ended)["sample_weight"]
    assert verdicts(ended)["reset_state"] == "ok"


def test_several_classes_are_listed(try_layer: Any) -> None:
    ended = try_layer(LAYERS)

    assert ended.code == 2
    assert "Scale (layer)" in ended.output
    assert "Last (metric)" in ended.output


def test_a_script_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.py"]) == 2
    assert "There is no script nowhere.py" in capsys.readouterr().err

"""`tf.where` around a division, logarithm, root or power that runs on zeros all the same."""

from __future__ import annotations

import pytest

from pyadapter.core.source.code_rules.guarded_where import check
from tests.core.source.code_rules.said import lines, said


def _loss(body: str) -> str:
    return "def my_loss(y_true, y_pred):\n" + "\n".join(f"    {line}" for line in body.split("\n")) + "\n"


@pytest.mark.parametrize(
    "expression",
    [
        "tf.where(y_pred > 0, y_true / y_pred, 0.0)",
        "tf.where(y_pred == 0, 0.0, y_true / y_pred)",
        "tf.where(tf.equal(y_pred, 0.0), tf.zeros_like(y_pred), tf.divide(y_true, y_pred))",
        "tf.where(tf.greater(y_pred, 1e-7), tf.math.log(y_pred), 0.0)",
        "tf.where(0 < y_pred, tf.math.sqrt(y_pred), 0.0)",
        "tf.where(y_pred > 0, y_pred ** 0.5, 0.0)",
        "tf.where(y_pred > 0, tf.pow(y_pred, -1), 0.0)",
        "ops.where(y_pred > 0, ops.log(y_pred), 0.0)",
        "keras.ops.where(condition=y_pred > 0, x1=1.0 / y_pred, x2=0.0)",
        "tf.where((y_pred > 0) & (y_true > 0), tf.math.log(y_pred), 0.0)",
        "tf.where(tf.math.is_nan(y_true / y_pred), 0.0, y_true / y_pred)",
        "tf.where(y_pred > keras.backend.epsilon(), tf.math.log(y_pred), 0.0)",
    ],
)
def test_where_around_an_op_comes_too_late(expression: str) -> None:
    assert len(said(check, _loss(f"return {expression}"))) == 1


@pytest.mark.parametrize(
    "expression",
    [
        "tf.where(y_pred > 0, y_true / tf.where(y_pred > 0, y_pred, 1.0), 0.0)",
        "tf.where(y_pred > 0, tf.math.log(tf.maximum(y_pred, 1e-7)), 0.0)",
        "tf.where(y_pred > 0, tf.math.log(y_pred + 1e-7), 0.0)",
        "tf.where(y_pred > 0, tf.math.divide_no_nan(y_true, y_pred), 0.0)",
        "tf.where(y_pred > 0, y_pred / 2.0, 0.0)",
        "tf.where(y_pred > 0, y_pred ** 2, 0.0)",
        "tf.where(y_true > 0, 1.0 / y_true, 0.0)",
        "tf.where(y_pred > 0.5, y_true, y_pred)",
        "tf.where(tf.abs(y_true - y_pred) < 1.0, y_pred ** 2 / 2.0, y_pred)",
        "tf.where(y_pred > 1.0, tf.math.log(y_pred), 0.0)",
        "tf.where(y_pred > 0)",
        "tf.where(y_pred > 0, y_pred, tf.exp(y_pred) - 1)",
        "tf.stop_gradient(tf.where(y_pred > 0, 1.0 / y_pred, 0.0))",
    ],
)
def test_nothing_is_said_of_operands_that_are_safe(expression: str) -> None:
    assert said(check, _loss(f"return {expression}")) == []


def test_names_are_followed() -> None:
    body = "mask = y_pred > 0\nratio = y_true / y_pred\nreturn tf.where(mask, ratio, 0.0)"
    assert lines(check, _loss(body)) == ["ratio = y_true / y_pred"]


def test_a_name_that_was_made_safe_before() -> None:
    body = "safe = tf.where(y_pred > 0, y_pred, 1.0)\nreturn tf.where(y_pred > 0, tf.math.log(safe), 0.0)"
    assert said(check, _loss(body)) == []


def test_a_name_that_is_clipped_in_place() -> None:
    body = (
        "y_pred = tf.clip_by_value(y_pred, 1e-7, 1.0)\nreturn tf.where(y_pred > 0, tf.math.log(y_pred), 0.0)"
    )
    assert said(check, _loss(body)) == []


@pytest.mark.parametrize(
    "text",
    [
        """
        class Ratio(keras.metrics.Metric):
            def update_state(self, y_true, y_pred):
                self.total.assign_add(tf.where(y_pred > 0, y_true / y_pred, 0.0))
        """,
        """
        def scale(x):
            return tf.where(x > 0, tf.math.log(x), 0.0)

        data = data.map(scale)
        """,
        """
        def ratio(y_true, y_pred):
            return tf.where(y_pred > 0, y_true / y_pred, 0.0)

        model.compile("sgd", "mse", metrics=[ratio])
        """,
        "weights = tf.where(counts > 0, 1.0 / counts, 0.0)",
        "data = data.map(lambda x: tf.where(x > 0, tf.math.log(x), 0.0))",
    ],
)
def test_nothing_is_said_where_no_gradient_is_taken(text: str) -> None:
    assert said(check, text) == []


def test_a_layer_of_the_file() -> None:
    text = """
    class Normalize(keras.layers.Layer):
        def call(self, x):
            norm = tf.norm(x, axis=-1, keepdims=True)
            return tf.where(norm > 0, x / norm, 0.0)
    """
    assert lines(check, text) == ["return tf.where(norm > 0, x / norm, 0.0)"]


def test_the_text_is_that_of_the_debugger() -> None:
    (found,) = said(check, _loss("return tf.where(y_pred > 0, tf.math.log(y_pred), 0.0)"))
    assert found.cause.message == (
        "`y_pred` may be 0, where the gradient of log is infinite; a `where` after it comes too late."
    )
    assert found.cause.fix == "keras.ops.log(keras.ops.maximum(y_pred, 1e-7))"

"""Causes are named where the numbers show them, and nowhere else."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pyadapter.core.causes import Facts, Value, diagnose
from pyadapter.core.statistics import summarize


def value(
    *numbers: float, name: str | None = "x", dtype: str = "float32", made_by: str | None = None
) -> Value:
    array = np.array(numbers, dtype)
    return Value(name, array.shape, dtype, summarize(array), made_by)


def op(name: str, *inputs: Value, **more: Any) -> Facts:
    return Facts(**{"kind": "nan", "phase": "forward", "op": name, "inputs": inputs, **more})


def causes(facts: Facts) -> list[str]:
    return [cause.id for cause in diagnose(facts)]


def only(facts: Facts) -> tuple[str, str]:
    (cause,) = diagnose(facts)
    return cause.message, cause.fix


@pytest.mark.parametrize(
    ("facts", "message", "fix"),
    [
        (
            op("Log", value(-0.31, 0, 2)),
            "x reaches down to -0.31, and log is not defined below 0.",
            "keras.ops.log(keras.ops.maximum(x, 1e-7))",
        ),
        (
            op("Log", value(0, 2), kind="inf"),
            "x holds a zero, where log is infinite.",
            "keras.ops.log(keras.ops.maximum(x, 1e-7))",
        ),
        (
            op("Sqrt", value(-1.5, 4)),
            "x reaches down to -1.5, and sqrt is not defined below 0.",
            "keras.ops.sqrt(keras.ops.maximum(x, 0.0))",
        ),
        (
            op("RealDiv", value(0, 0, name="total"), value(0, 0, name="count")),
            "count holds 2 zeros, and 0 ÷ 0 is NaN, anything else ÷ 0 infinite.",
            "keras.ops.divide_no_nan(total, count)",
        ),
        (
            op("RealDiv", value(0, 0, name="result of Sum"), value(0, 0, name="count")),
            "count holds 2 zeros, and 0 ÷ 0 is NaN, anything else ÷ 0 infinite.",
            "keras.ops.where(count == 0, 1.0, count)  # as the divisor",
        ),
        (
            op("Exp", value(3, 120), kind="inf"),
            "x reaches 120, and exp overflows float32 above 88.72.",
            "keras.ops.exp(keras.ops.minimum(x, 80.0))",
        ),
        (
            op("Pow", value(-2, 3), value(0.5)),
            "x reaches down to -2, which has no power 0.5.",
            "keras.ops.power(keras.ops.maximum(x, 0.0), p)",
        ),
        (
            op("Pow", value(0, 3, name=None), value(-1)),
            "The base holds a zero, and the exponent -1 divides by it.",
            "keras.ops.power(keras.ops.maximum(x, 1e-7), p)",
        ),
        (
            op("Asin", value(-1, 1.5)),
            "x runs from -1 to 1.5, and arcsin is defined from -1 to 1.",
            "keras.ops.arcsin(keras.ops.clip(x, -1.0, 1.0))",
        ),
        (
            op("Softmax", value(-np.inf, -np.inf, 1)),
            "x holds 2 −Inf, and a row of nothing else has no softmax.",
            "keras.ops.where(mask, x, -1e9)  # instead of -inf",
        ),
        (
            op("SqrtGrad", value(0, 1, name=None), value(1, 1), phase="backward"),
            "The square root holds a zero, and its gradient there is infinite.",
            "keras.ops.sqrt(x + 1e-7)",
        ),
        (
            op("Reciprocal", value(0, 1), kind="inf", phase="backward", forward_op="Log"),
            "x holds a zero, where the gradient of Log is infinite; a `where` after it comes too late.",
            "keras.ops.log(keras.ops.maximum(x, 1e-7))",
        ),
        (
            op("Mul", value(0, 1, name="p"), value(-np.inf, 0, name=None, made_by="Log")),
            "Input 1 of Mul holds 1 −Inf from Log, and Mul makes NaN of it (0 × Inf, Inf − Inf).",
            "keras.ops.log(keras.ops.maximum(p, 1e-7))",
        ),
        (
            op("MatMul", value(-3e23, 6e22), value(1, 2e15), optimizer="SGD"),
            "MatMul of values up to 3e23 and 2e15 leaves float32, which ends at 3.4e38.",
            "keras.optimizers.SGD(..., clipnorm=1.0)  # keeps weights from growing",
        ),
        (
            op("Square", value(2e19), kind="inf"),
            "Square of values up to 2e19 leaves float32, which ends at 3.4e38.",
            "keras.optimizers.Adam(..., clipnorm=1.0)  # keeps weights from growing",
        ),
        (
            op("Sum", value(3e38, 3e38), value(0, dtype="int32"), kind="inf"),
            "Sum of values up to 3e38 leaves float32, which ends at 3.4e38.",
            "keras.optimizers.Adam(..., clipnorm=1.0)  # keeps weights from growing",
        ),
        (
            op("Mean", value()),
            "The mean of no values is NaN.",
            "keras.ops.sum(x) / keras.ops.maximum(n, 1)",
        ),
    ],
)
def test_numeric_domain_names_the_numbers_and_the_code(facts: Facts, message: str, fix: str) -> None:
    assert causes(facts) == ["numeric-domain"]
    assert only(facts) == (message, fix)
    ast.parse(fix)


@pytest.mark.parametrize(
    "facts",
    [
        op("Log", value(0.1, 2)),
        op("Sqrt", value(0, 2)),
        op("RealDiv", value(0, 1), value(1, 2)),
        op("Exp", value(3, 80), kind="inf"),
        op("Exp", Value("x"), kind="inf"),
        op("Pow", value(-2, 3), value(2)),
        op("Asin", value(-1, 1)),
        op("Mul", value(1), value(2)),
        op("MatMul", value(1e15), value(1e15)),
        op("MatMul", value(1e30), value(np.inf), kind="inf"),
        op("Square", value(1e15), kind="inf"),
        op("Sum", value(1e30), kind="inf"),
        op("Tanh", value(3e38), kind="inf"),
        op("Sum", value(1, dtype="int32"), kind="inf"),
        op("Log"),
        op("Mul", value(0, 1), phase="backward", forward_op="MatMul"),
        op("Reciprocal", value(1), phase="backward", forward_op="Log"),
        Facts("nan", "loss"),
    ],
)
def test_healthy_inputs_are_not_blamed(facts: Facts) -> None:
    assert diagnose(facts) == ()


SPARSE = "sparse_categorical_crossentropy"


def labels(low: float, high: float, classes: int, loss: str | None = SPARSE, **more: Any) -> Facts:
    column = value(low, high, name="y", dtype="int64" if float(low).is_integer() else "float32")
    return Facts(
        **{"kind": "nan", "phase": "loss", "labels": (column,), "classes": classes, "loss": loss, **more}
    )


def test_labels_beyond_the_classes() -> None:
    message, fix = only(labels(0, 2, 2))
    assert (
        message
        == "The labels y run from 0 to 2, but the last layer has 2 classes: only 0 to 1 can be learned."
    )
    assert fix == "keras.layers.Dense(3)  # the last layer: one unit a class"


def test_labels_that_count_from_one() -> None:
    message, fix = only(labels(1, 10, 10))
    assert message == "The labels y run from 1 to 10, but 10 classes are counted from 0: 0 to 9."
    assert fix == "y = y - y.min()"


def test_labels_of_plus_and_minus_one() -> None:
    assert only(labels(-1, 0, 2))[1] == "y = y - y.min()"


def test_ten_classes_on_one_sigmoid_unit() -> None:
    message, fix = only(labels(0, 9, 1, "binary_crossentropy"))
    assert (
        message
        == "The labels y run from 0 to 9, but binary_crossentropy takes probabilities between 0 and 1."
    )
    assert fix == 'keras.layers.Dense(10) and loss="sparse_categorical_crossentropy"'


def test_a_losss_class_name_is_understood() -> None:
    assert causes(labels(0, 2, 2, "SparseCategoricalCrossentropy")) == ["label-out-of-range"]


@pytest.mark.parametrize(
    "facts",
    [
        labels(0, 1, 2),
        labels(-1, 1, 2, ignored_label=-1),
        labels(0, 9, 1, "mean_squared_error"),
        labels(0, 1, 1, "binary_crossentropy"),
        labels(0.5, 0.9, 3, "categorical_crossentropy"),
        labels(0, 9, 2, None),
        labels(0, 2, 2, phase="forward"),
        labels(0, 2, 0),
    ],
)
def test_labels_that_fit_are_not_blamed(facts: Facts) -> None:
    assert diagnose(facts) == ()


def test_nan_in_a_column_of_the_batch() -> None:
    column = value(1, np.nan, np.nan, np.inf, name="age")
    message, fix = only(Facts("nan", "forward", features=(value(1, 2), column)))
    assert message == "The features hold 2 NaN and 1 +Inf among the 4 values of age in this batch."
    assert fix == "keep = np.isfinite(age)  # then train on these rows"


@pytest.mark.parametrize(
    ("shape", "rows"), [((4,), ""), ((4, 1), ".all(axis=1)"), ((4, 2, 2), ".all(axis=(1, 2))")]
)
def test_the_fix_for_bad_rows_runs_for_every_rank(shape: tuple[int, ...], rows: str) -> None:
    y = np.full(shape, np.nan, "float32")
    column = Value("y", shape, "float32", summarize(y))
    _, fix = only(Facts("nan", "loss", labels=(column,)))
    assert fix == f"keep = np.isfinite(y){rows}  # then train on these rows"
    scope: dict[str, Any] = {"np": np, "y": y}
    exec(fix, scope)
    assert scope["keep"].tolist() == [False] * 4


def test_sample_weights_are_called_so() -> None:
    column = value(1, np.nan, name="sample_weight")
    message, _ = only(Facts("nan", "loss", features=(column,)))
    assert message == "The sample weights hold 1 NaN among the 2 values of sample_weight in this batch."


def test_a_mask_in_the_batch_is_not_blamed() -> None:
    assert diagnose(Facts("nan", "forward", features=(value(-np.inf, 0),))) == ()


def test_a_division_in_keras_optimizer_is_repaired_by_its_epsilon() -> None:
    facts = op("RealDiv", value(1, 2), value(0, 2), phase="optimizer", optimizer="Lion", in_library=True)
    assert only(facts)[1] == "keras.optimizers.Lion(..., epsilon=1e-7)"
    assert only(replace(facts, in_library=False))[1] == "keras.ops.divide_no_nan(x, x)"


def test_float16_ends_early() -> None:
    facts = op(
        "Mul",
        value(300, dtype="float16"),
        value(400, dtype="float16", name="scale"),
        kind="inf",
        output=value(np.inf, dtype="float16"),
    )
    message, fix = only(facts)
    assert message == "float16 ends at 65504, and Mul of values up to 400 is beyond it."
    assert "mixed_bfloat16" in fix


@pytest.mark.parametrize(
    "facts",
    [
        op("Mul", value(1e30), kind="inf", output=value(np.inf)),
        op("Mul", value(np.nan, dtype="float16"), output=value(np.nan, dtype="float16")),
        op("Mul", value(1, dtype="float16"), output=value(np.nan, dtype="float16")),
    ],
)
def test_what_is_no_overflow_of_float16_is_not_called_one(facts: Facts) -> None:
    assert "float16-overflow" not in causes(facts)


def test_division_by_zero_in_float16_is_a_division_by_zero() -> None:
    facts = op(
        "RealDiv",
        value(1, dtype="float16"),
        value(0, dtype="float16"),
        kind="inf",
        output=value(np.inf, dtype="float16"),
    )
    assert causes(facts) == ["numeric-domain"]


def diverging(*losses: float, rate: float | None = 10.0) -> Facts:
    return Facts("inf", "forward", recent_losses=losses, learning_rate=rate, optimizer="Adam")


def test_a_loss_that_runs_away_blames_the_learning_rate() -> None:
    message, fix = only(diverging(2.5, 2.3, 310, 5e5, 1.2e12))
    assert message == "The loss grew from 2.3 to 1.2e12 in 3 steps at a learning rate of 10."
    assert fix == "keras.optimizers.Adam(learning_rate=1, clipnorm=1.0)"


def test_a_loss_that_explodes_in_two_steps_blames_the_learning_rate() -> None:
    assert causes(diverging(1500, 4e11, 2e28)) == ["learning-rate-high"]


def test_a_loss_that_is_told_twice_is_one_step() -> None:
    message, _ = only(diverging(1500, 1500, 4e11, 4e11, 2e28, 2e28))
    assert "from 1500 to 2e28 in 2 steps" in message


@pytest.mark.parametrize(("rate", "lower"), [(0.009999999776, "0.001"), (0.3, "0.01"), (1e-3, "0.0001")])
def test_the_rate_to_try_is_a_tenth_in_round_numbers(rate: float, lower: str) -> None:
    assert f"learning_rate={lower}," in only(diverging(1500, 4e11, 2e28, rate=rate))[1]


@pytest.mark.parametrize(
    "facts",
    [
        diverging(2.5, 2.3, 2.4, 2.2),
        diverging(2.5, 300, 2.4, 1e9),
        diverging(1, 100, 1e4),
        diverging(1, 1e12),
        diverging(1, 3, 9, 27),
        diverging(2.3, 310, 5e5, 1.2e12, rate=None),
        diverging(0, 0, 0, 0, 0),
        diverging(),
    ],
)
def test_losses_that_do_not_run_away_blame_nothing(facts: Facts) -> None:
    assert diagnose(facts) == ()


def test_bad_data_comes_before_the_op_that_met_it() -> None:
    facts = op("Log", value(-1, 2), features=(value(np.nan),))
    assert causes(facts) == ["nan-in-data", "numeric-domain"]


def without_gradient(*names: str, labels: tuple[Value, ...] = ()) -> Facts:
    features = tuple(Value(name=name) for name in names)
    return Facts(kind="gradient-missing", phase="backward", features=features, labels=labels)


@pytest.mark.parametrize("name", ["x['labels']", "x['Label']", "x['y']", "x[1]['targets']"])
def test_labels_among_the_inputs(name: str) -> None:
    message, fix = only(without_gradient("x['tokens']", name))
    key = name.split("'")[1]
    assert f'has "{key}" among the inputs' in message
    assert f'batch.pop("{key}")' in ast.unparse(ast.parse(fix)).replace("'", '"')


@pytest.mark.parametrize(
    "facts",
    [
        without_gradient("x['tokens']", "x['mask']"),
        without_gradient("x['labels']", labels=(Value(name="y"),)),
        without_gradient("x"),
        replace(without_gradient("x['labels']"), kind="nan"),
    ],
)
def test_labels_in_their_place_are_not_blamed(facts: Facts) -> None:
    assert "labels-in-inputs" not in causes(facts)

"""Causes of missing gradients: from what the tape saw, and from what the source says."""

from __future__ import annotations

import ast

import pytest

from pyadapter.core.causes import Facts, diagnose
from pyadapter.core.causes.unreached import Unreached
from pyadapter.core.finding import Location
from pyadapter.core.gradient_source import Break, break_of

TAKEN = Location("train.py", 9)
MADE = Location("train.py", 2)
OP = Location("train.py", 7)

LOOP = """
def step(model, x, y):
    early = model(x)
    with tf.GradientTape() as tape:
        {inside}
        loss = {loss}
    {after}
    return tape.gradient(loss, model.trainable_variables)
"""


@pytest.mark.parametrize(
    ("inside", "loss", "after", "expected"),
    [
        ("out = model(x)", "mse(y, out)", "print(loss)", None),
        ("out = model(x)", "mse(y, out)", "loss = mse(y, out)", Break("outside", 7, "loss")),
        ("out = model.predict(x)", "mse(y, out)", "pass", Break("predict", 5, "out")),
        ("out = model(x)", "tf.constant(np.mean(out - y))", "pass", Break("numpy", 6, "loss")),
        ("out = model(x).numpy()", "mse(y, out)", "pass", Break("numpy", 5, "out")),
        ("out = early", "mse(y, out)", "pass", None),
    ],
)
def test_where_a_loss_leaves_the_tape(inside: str, loss: str, after: str, expected: Break | None) -> None:
    tree = ast.parse(LOOP.format(inside=inside, loss=loss, after=after))

    assert break_of(tree, 8) == expected


def test_data_that_was_an_array_before_the_tape_is_none_of_its_business() -> None:
    text = """
x = np.ones(3)
with tf.GradientTape() as tape:
    loss = f(model(x), x)
g = tape.gradient(loss, w)
"""

    assert break_of(ast.parse(text), 5) is None


@pytest.mark.parametrize(
    ("unreached", "cause", "line"),
    [
        (Unreached(op="ArgMax", op_at=OP), "non-differentiable", 7),
        (Unreached(break_=Break("numpy", 5, "loss"), taken_at=TAKEN), "non-differentiable", 5),
        (Unreached(break_=Break("predict", 5, "out"), taken_at=TAKEN), "forward-outside-tape", 5),
        (Unreached(break_=Break("outside", 8, "loss"), taken_at=TAKEN), "forward-outside-tape", 8),
        (Unreached(used=False, used_at=OP, taken_at=TAKEN), "forward-outside-tape", 7),
        (Unreached(used=False, taken_at=TAKEN), "forward-outside-tape", 9),
        (Unreached(some=True, used=False, made_at=MADE), "forward-outside-tape", 2),
        (Unreached(some=True, made_at=MADE), "non-differentiable", 2),
    ],
)
def test_why_no_gradient_arrives(unreached: Unreached, cause: str, line: int) -> None:
    found = diagnose(Facts("gradient-missing", "backward", unreached=unreached))[0]

    assert (found.id, found.location and found.location.line) == (cause, line)

"""The line where a name got its values last, read from the script's own text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from pyadapter.core.finding import Location
from pyadapter.probe.setup.joins import joins
from pyadapter.probe.setup.source import argument_of, gives, named

if TYPE_CHECKING:
    from pathlib import Path


def lines_of(script: str, tmp_path: Path) -> tuple[int | None, int | None, list[str]]:
    """Return the lines of `x` and `y` of the call of `fit`, and the script's lines."""
    file = tmp_path / "script.py"
    text = textwrap.dedent(script).lstrip()
    file.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    call = next(number for number, line in enumerate(lines, start=1) if ".fit(" in line)
    fit = Location(str(file), call)
    first = argument_of(fit, "fit", 0, "x")
    second = argument_of(fit, "fit", 1, "y")
    x = named(first, fit)
    y = named(second, fit) if second is not None else named(first, fit, pick=1)
    return (
        x.location.line if x and x.location else None,
        y.location.line if y and y.location else None,
        lines,
    )


@pytest.mark.parametrize(
    "script",
    [
        """
        a = load()
        x = a / 2  # x
        y = a.sum()  # y
        model.fit(x, y)
        """,
        """
        data = load()  # x y
        x, y = data[:, :4], data[:, 4]
        model.fit(x, y, epochs=3)
        """,
        """
        X = load()  # x
        Y = labels()  # y
        x_train, x_test, y_train, y_test = train_test_split(X, Y, test_size=0.2)
        model.fit(x_train, y_train)
        """,
        """
        (x_train, y_train), (x_test, y_test) = mnist.load_data()
        x_train = x_train.reshape(-1, 784)  # x
        y_train = to_categorical(y_train)  # y
        model.fit(x=x_train, y=y_train)
        """,
        """
        (x_train, y_train), _ = mnist.load_data()  # x y
        model.fit(x_train, y_train)
        """,
        """
        x = load()
        x /= 255  # x
        y = labels()  # y
        def train(model):
            model.fit(x, y)
        """,
        """
        features = load()  # x
        classes = labels()  # y
        ds = tf.data.Dataset.from_tensor_slices((features, classes)).shuffle(9).batch(2)
        ds = ds
        model.fit(ds, epochs=2)
        """,
        """
        def main():
            x = load()  # x
            y = labels()  # y
            model.fit(
                x,
                y,
            )
        x = 0
        """,
    ],
)
def test_the_last_line_that_made_the_values(script: str, tmp_path: Path) -> None:
    x, y, lines = lines_of(script, tmp_path)
    assert x is not None
    assert y is not None
    assert lines[x - 1].endswith(("# x", "# x y"))
    assert lines[y - 1].endswith(("# y", "# x y"))


def test_what_is_made_in_the_call_has_no_line_of_its_own(tmp_path: Path) -> None:
    assert lines_of("model.fit(load(), np.ones(3))", tmp_path)[:2] == (None, None)


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("o = Adam(0.1)", True),
        ("o = keras.optimizers.Adam(learning_rate=rate)", True),
        ("o = Adam(clipnorm=1)", False),
        ("o = Adam(**options)", None),
        ("o = make()", None),
    ],
)
def test_whether_a_call_gives_a_rate(call: str, given: bool | None, tmp_path: Path) -> None:
    file = tmp_path / "script.py"
    file.write_text(call + "\n", encoding="utf-8")
    assert gives(Location(str(file), 1), "Adam", 0, "learning_rate") is given


def test_a_file_that_is_no_python_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "script.py"
    file.write_text("model.fit(x, y", encoding="utf-8")
    assert argument_of(Location(str(file), 1), "fit", 0, "x") is None


@pytest.mark.parametrize(
    ("call", "axis"),
    [
        ("tf.concat([pos, neg], 0)", 0),
        ("keras.ops.concatenate([pos, neg])", 0),
        ("ops.concatenate(both, axis=-1)", -1),
        ("layers.concatenate([pos, neg])", None),
        ("tf.concat([pos, neg], axis)", None),
        ("tf.stack([pos, neg], 0)", None),
    ],
)
def test_what_a_name_was_joined_from(call: str, axis: int | None, tmp_path: Path) -> None:
    file = tmp_path / "layer.py"
    file.write_text(f"both = [pos, neg]\nwhole = {call}\nout = tf.matmul(whole, kernel)\n", encoding="utf-8")
    found = joins(Location(str(file), 3))
    assert [each.axis for each in found] == ([] if axis is None else [axis])
    for each in found:
        assert (each.name, each.parts, each.location.line) == ("whole", 2, 2)
        assert each.along_the_last.endswith("axis=-1)")

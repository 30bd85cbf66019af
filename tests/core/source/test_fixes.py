"""Quick fixes: the file parses, only the call in question is changed, in the file's own spelling, and the
diagnostic is gone."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from pyadapter.core.source.analysis import analyse
from pyadapter.core.source.checks import CHECKS
from pyadapter.core.source.fixes.applying import applied, together

SCORE = Path(__file__).parents[2] / "score"
IMPORTS = "import keras\nimport numpy as np\nimport tensorflow as tf\nfrom keras import layers\n\n"
EXAMPLES = {each.code: each.faulty if "import " in each.faulty else IMPORTS + each.faulty for each in CHECKS}
SCRIPTS = {path.stem: path for path in sorted((SCORE / "faulty").glob("*.py"))}

MENDED = {
    "batch-axis", "debugging-left-in", "dropout-high", "incompatible-shapes", "learning-rate-default",
    "learning-rate-high", "learning-rate-low", "linear-stack", "logits-probabilities",
    "loss-activation-mismatch", "missing-flatten", "output-activation", "saturating-stack",
    "super-init-missing", "training-mode", "weight-init",
}  # fmt: skip
"""Checks whose examples have a fix; what others say has to be done by hand."""


def mended(text: str, code: str) -> str:
    """Apply the fix of the first diagnostic of a code."""
    found = next(each for each in analyse(text).diagnostics if each.code == code)
    return applied(text, found.fixes[0].edits)


def calls(text: str) -> Counter[str]:
    return Counter(ast.dump(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))


def told(text: str) -> list[tuple[str, int]]:
    return [(each.code, each.span.line) for each in analyse(text).diagnostics]


@pytest.mark.parametrize("code", sorted(MENDED))
def test_the_fix_of_an_example_makes_its_diagnostic_go(code: str) -> None:
    after = mended(EXAMPLES[code], code)
    ast.parse(after)
    assert code not in {each.code for each in analyse(after).diagnostics}


@pytest.mark.parametrize("name", SCRIPTS)
def test_fixes_of_a_script_leave_all_else_as_it_was(name: str) -> None:
    text = SCRIPTS[name].read_text(encoding="utf-8")
    for each in analyse(text).diagnostics:
        for fix in each.fixes:
            after = applied(text, fix.edits)
            ast.parse(after)
            changed = {line for edit in fix.edits for line in range(edit.span.line, edit.span.end_line + 1)}
            lines = [line for number, line in enumerate(text.splitlines(), 1) if number not in changed]
            kept = iter(after.splitlines())
            assert all(line in kept for line in lines), fix.title
            if len(after.splitlines()) == len(text.splitlines()):
                assert (each.code, each.span.line) not in told(after), fix.title
            more = calls(after) - calls(text)
            assert sum(more.values()) <= 1, fix.title


def network(
    head: str, *, before: str = "from keras import layers\n", loss: str = "binary_crossentropy"
) -> str:
    return (
        f"import keras\n{before}\nmodel = keras.Sequential([\n    {head},  # the answer\n])\n"
        f'model.compile(optimizer=keras.optimizers.Adam(0.001), loss="{loss}")\n'
    )


def test_an_argument_is_added_behind_those_that_there_are() -> None:
    after = mended(network("layers.Dense(1, name='head')"), "loss-activation-mismatch")
    assert "    layers.Dense(1, name='head', activation=\"sigmoid\"),  # the answer\n" in after


def test_a_trailing_comma_stays() -> None:
    after = mended(network("layers.Dense(\n        1,\n    )"), "loss-activation-mismatch")
    assert 'layers.Dense(\n        1, activation="sigmoid",\n    )' in after


def test_an_argument_is_replaced_where_it_stands_by_name() -> None:
    after = mended(network("layers.Dense(1, activation='softmax', name='head')"), "loss-activation-mismatch")
    assert "layers.Dense(1, activation=\"sigmoid\", name='head')" in after


def test_an_argument_is_replaced_where_it_stands_by_position() -> None:
    after = mended(network("layers.Dense(1, 'softmax', name='head')"), "loss-activation-mismatch")
    assert "layers.Dense(1, \"sigmoid\", name='head')" in after


def test_an_argument_is_taken_away_with_its_comma() -> None:
    after = mended(
        network('layers.Dense(1, activation="softmax", name="head")', loss="mse"), "output-activation"
    )
    assert 'layers.Dense(1, name="head")' in after


def test_an_activation_of_its_own_layer_is_changed_there() -> None:
    after = mended(network("layers.Dense(1), layers.Activation('softmax')"), "loss-activation-mismatch")
    assert 'layers.Dense(1), layers.Activation("sigmoid")' in after


@pytest.mark.parametrize(
    ("imports", "name"),
    [
        ("import keras\n", "keras.optimizers.SGD"),
        ("import tensorflow as tf\n", "tf.keras.optimizers.SGD"),
        ("import tensorflow as tf\nfrom tensorflow import keras\n", "keras.optimizers.SGD"),
        ("import keras\nfrom keras import optimizers\n", "optimizers.SGD"),
        ("import keras\nfrom keras.optimizers import SGD\n", "SGD"),
        ("import keras\nfrom keras.optimizers import SGD as Descent\n", "Descent"),
    ],
)
def test_names_are_spelled_as_the_file_imports_them(imports: str, name: str) -> None:
    keras = "tf.keras" if imports == "import tensorflow as tf\n" else "keras"
    text = f'{imports}\nmodel = {keras}.Sequential([{keras}.layers.Dense(3)])\nmodel.compile("sgd", "mse")\n'
    after = mended(text, "learning-rate-default")
    assert after == text.replace('"sgd"', f"{name}(learning_rate=0.01)")


def test_what_is_not_imported_in_any_way_is_imported() -> None:
    text = (
        "from keras.layers import Dense\nfrom keras.models import Sequential\n\n"
        'model = Sequential([Dense(3)])\nmodel.compile("sgd", "mse")\n'
    )
    after = mended(text, "learning-rate-default")
    assert after.startswith(
        "from keras.layers import Dense\nfrom keras.models import Sequential\nimport keras\n\n"
    )
    assert "keras.optimizers.SGD(learning_rate=0.01)" in after


def test_a_layer_is_inserted_into_a_list_on_a_line_of_its_own() -> None:
    text = (
        "import keras\nfrom keras import layers\n\nmodel = keras.Sequential([\n"
        "    keras.Input((28, 28, 3)),\n    layers.Conv2D(8, 3),\n    layers.LSTM(4),\n])\n"
    )
    after = mended(text, "incompatible-shapes")
    assert "    layers.Conv2D(8, 3),\n    layers.Reshape((26, 208)),\n    layers.LSTM(4),\n" in after


def test_a_layer_is_inserted_as_a_line_that_adds_it() -> None:
    text = (
        "import keras\nfrom keras.layers import Conv2D, LSTM\n\n\ndef build():\n"
        "    model = keras.Sequential()\n"
        "    model.add(keras.Input((28, 28, 3)))\n    model.add(Conv2D(8, 3))\n    model.add(LSTM(4))\n"
        "    return model\n"
    )
    after = mended(text, "incompatible-shapes")
    assert "    model.add(Reshape((26, 208)))\n    model.add(LSTM(4))\n" in after
    assert "from keras.layers import Conv2D, LSTM, Reshape\n" in after


def test_a_layer_is_inserted_into_a_chain_of_calls() -> None:
    text = (
        "import keras\nfrom keras import layers\n\nx = inputs = keras.Input((28, 28, 3))\n"
        "x = layers.Conv2D(8, 3)(x)\nx = layers.LSTM(4)(x)\nmodel = keras.Model(inputs, x)\n"
    )
    after = mended(text, "incompatible-shapes")
    assert "x = layers.Reshape((26, 208))(x)\nx = layers.LSTM(4)(x)\n" in after


def test_a_layer_around_a_layer_is_inserted_in_the_spelling_of_the_file() -> None:
    text = (
        "from keras import Input, Sequential\nfrom keras.layers import Conv2D, LSTM, TimeDistributed\n\n"
        "model = Sequential([\n    Input((10, 28, 28, 1)),\n"
        "    TimeDistributed(Conv2D(8, 3)),\n    LSTM(4),\n])\n"
    )
    after = mended(text, "missing-flatten")
    assert "    TimeDistributed(Conv2D(8, 3)),\n    TimeDistributed(Flatten()),\n    LSTM(4),\n" in after
    assert "from keras.layers import Conv2D, LSTM, TimeDistributed, Flatten\n" in after


def test_a_breakpoint_is_left_out_with_its_line() -> None:
    text = (
        "import keras\n\n\nclass Double(keras.layers.Layer):\n    def call(self, x):\n        breakpoint()\n"
        "        return 2 * x\n"
    )
    after = mended(text, "debugging-left-in")
    assert after == text.replace("        breakpoint()\n", "")


def test_a_breakpoint_that_is_all_of_a_block_leaves_a_block() -> None:
    text = (
        "import keras\n\n\nclass Double(keras.layers.Layer):\n    def call(self, x):\n"
        "        with keras.name_scope('double'):\n            breakpoint()\n        return 2 * x\n"
    )
    assert mended(text, "debugging-left-in") == text.replace("breakpoint()", "pass")


def test_arguments_behind_one_that_is_taken_away_by_position_keep_their_places() -> None:
    text = network('layers.Dense(1, "softmax", False)', loss="mse")
    found = next(each for each in analyse(text).diagnostics if each.code == "output-activation")
    assert found.fixes == ()
    assert found.fix


def test_options_that_are_passed_on_are_not_guessed() -> None:
    text = network("layers.Dense(1, **options)", before="from keras import layers\n\noptions = {}\n")
    assert all(not each.fixes for each in analyse(text).diagnostics)


def test_ends_of_lines_stay_what_they_are() -> None:
    text = network("layers.Dense(1)").replace("\n", "\r\n")
    after = mended(text, "loss-activation-mismatch")
    assert after.count("\r\n") == after.count("\n") == text.count("\n")


def test_of_fixes_that_touch_one_another_the_first_is_made() -> None:
    found = [each for each in analyse(network("layers.Dense(1)")).diagnostics if each.fixes]
    edits = together([found[0].fixes[0], found[0].fixes[0]])
    assert edits == list(found[0].fixes[0].edits)


def test_a_constructor_passes_on_what_the_class_of_keras_takes() -> None:
    text = IMPORTS + (
        "class Own(keras.losses.Loss):\n"
        "    def __init__(self, scale=1.0, name='own', reduction='sum'):\n"
        "        self.scale = scale\n"
    )
    assert "super().__init__(name=name, reduction=reduction)" in mended(text, "super-init-missing")


def test_one_guess_of_two_is_not_written_by_itself() -> None:
    text = IMPORTS + (
        "model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])\n"
        "model.compile(keras.optimizers.Adam(1e-3), loss='categorical_crossentropy')\n"
    )
    (found,) = analyse(text).diagnostics
    assert found.code == "loss-activation-mismatch"
    assert [fix.preferred for fix in found.fixes] == [False]

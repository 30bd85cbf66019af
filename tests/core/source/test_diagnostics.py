"""Diagnostics: what is underlined, how bad it is, in which order, and what a rule that fails leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.source import analysis, diagnostics
from pyadapter.core.source.analysis import analyse

if TYPE_CHECKING:
    import pytest

    from pyadapter.core.source.diagnostic import Diagnostic

LONG_CALL = """\
import keras
from keras import layers

model = keras.Sequential([
    layers.Dense(
        1,
        activation="softmax",
    ),
])
model.compile(keras.optimizers.Adam(0.001), "mse")
"""


def only(text: str, code: str) -> Diagnostic:
    (found,) = [each for each in analyse(text).diagnostics if each.code == code]
    return found


def marked(text: str, diagnostic: Diagnostic) -> str:
    return analyse(text).module.written(diagnostic.span)


def test_of_a_call_over_several_lines_only_its_name_is_underlined() -> None:
    assert marked(LONG_CALL, only(LONG_CALL, "output-activation")) == "layers.Dense"


def test_of_a_call_on_one_line_all_is_underlined() -> None:
    text = 'import keras\n\nkeras.Sequential([keras.layers.Dense(3)]).compile("sgd", "mse")\n'
    assert marked(text, only(text, "learning-rate-default")) == '"sgd"'


def test_of_a_function_only_its_first_line_is_underlined() -> None:
    text = (
        "import keras\n\n\nclass Scale(keras.layers.Layer):\n    def __init__(self, by):\n"
        "        self.by = by\n\n    def call(self, x):\n        return x * self.by\n"
    )
    assert marked(text, only(text, "super-init-missing")) == "def __init__(self, by):"


def test_columns_count_characters() -> None:
    line = 'naïve = "žluťoučký"; keras.Sequential([keras.layers.Dense(3)]).compile("sgd", "mse")'
    text = f"import keras\n\n{line}\n"
    found = only(text, "learning-rate-default")
    assert line[found.span.column : found.span.end_column] == '"sgd"'


def test_they_come_in_the_order_of_the_text() -> None:
    found = analyse(LONG_CALL.replace("keras.optimizers.Adam(0.001)", '"sgd"')).diagnostics
    assert [each.code for each in found] == ["output-activation", "learning-rate-default"]


def test_what_is_so_and_need_not_be_bad_is_a_hint() -> None:
    found = only(LONG_CALL.replace("keras.optimizers.Adam(0.001)", '"sgd"'), "learning-rate-default")
    assert found.level == "hint"


def test_a_function_that_builds_a_model_for_several_trainings_is_told_once() -> None:
    text = (
        "import keras\nfrom keras import layers\n\n\ndef build():\n"
        '    return keras.Sequential([layers.Dense(8, "relu"), layers.Dense(1, activation="softmax")])\n\n\n'
        'one = build()\none.compile(keras.optimizers.Adam(0.001), "mse")\n'
        'other = build()\nother.compile(keras.optimizers.Adam(0.001), "mse")\n'
    )
    assert [each.code for each in analyse(text).diagnostics] == ["output-activation"]


def test_a_rule_that_fails_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("broken rule")

    monkeypatch.setattr(diagnostics, "CODE_RULES", (fail,))
    failures: list[Exception] = []
    found = analyse(LONG_CALL, failures.append).diagnostics
    assert [str(each) for each in failures] == ["broken rule"]
    assert [each.code for each in found] == ["output-activation"]


def test_networks_that_cannot_be_read_do_not_silence_the_rules_over_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("broken reader")

    monkeypatch.setattr(analysis, "networks_of", fail)
    text = LONG_CALL + "\n\nclass Scale(layers.Layer):\n    def __init__(self):\n        self.by = 2\n"
    failures: list[Exception] = []
    found = analyse(text, failures.append).diagnostics
    assert "super-init-missing" in {each.code for each in found}
    assert "broken reader" in {str(each) for each in failures}


def test_a_file_without_keras_has_none() -> None:
    assert analyse("import torch\n\nx = torch.zeros(3)\n").diagnostics == ()

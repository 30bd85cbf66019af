"""Values in VARIABLES, WATCH and hovers, as debugpy shows them with our presentation."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.session import Session
from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).parent / "debuggees" / "shown.py"

pytestmark = pytest.mark.tensorflow


class Shown:
    """A session that is paused in `shown.py`."""

    def __init__(self, session: Session, frame: int) -> None:
        self.session = session
        self.frame = frame

    def evaluate(self, expression: str, context: str = "hover") -> dict[str, Any]:
        return self.session.request("evaluate", expression=expression, frameId=self.frame, context=context)

    def hover(self, expression: str) -> str:
        return str(self.evaluate(expression)["result"])

    def tree(self, reference: int) -> dict[str, dict[str, Any]]:
        children = self.session.request("variables", variablesReference=reference)["variables"]
        return {child["name"]: child for child in children}

    def open(self, expression: str) -> dict[str, str]:
        children = self.tree(self.evaluate(expression)["variablesReference"])
        return {name: child["value"] for name, child in children.items()}


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    with Session() as session:
        session.launch(SCRIPT, breakpoints={SCRIPT: [line_of("stop", str(SCRIPT))]})
        stop = session.wait_for_stop(timeout=90)
        yield Shown(session, stop.frame)
        session.press_stop()


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("tensor", "f64[3,4] ∈[0, 11] μ 5.5 σ 3.45"),
        ("variable", "⚠ +Inf×1 · f32[2]"),
        ("symbolic", "symbolic f32[None,3]"),
        ("counts", "i64[250] ∈[0, 249]"),
        ("text", "str[2]"),
        ("half", "bf16[2] ∈[1, 2]"),
        ("weight", "[2,3]"),
    ],
)
def test_a_hover_is_one_line(shown: Shown, expression: str, line: str) -> None:
    hover = shown.hover(expression)

    assert line in hover
    assert len(hover) <= 80
    assert "\n" not in hover


def test_the_same_line_is_in_watch_and_in_variables(shown: Shown) -> None:
    hover = shown.hover("tensor")
    scopes = shown.session.request("scopes", frameId=shown.frame)["scopes"]

    assert shown.evaluate("tensor", "watch")["result"] == hover
    assert shown.tree(scopes[0]["variablesReference"])["tensor"]["value"] == hover


def test_copying_a_value_gives_all_of_it(shown: Shown) -> None:
    assert "numpy=" in shown.evaluate("tensor", "clipboard")["result"]


def test_a_large_array_finds_its_one_nan_and_does_not_freeze(shown: Shown) -> None:
    started = time.monotonic()
    hover = shown.hover("large")

    assert time.monotonic() - started < 2
    assert hover.startswith("⚠ NaN×1 · f32[30000000]") or "sampled" in hover


def test_a_scope_of_many_arrays_comes_at_once(shown: Shown) -> None:
    started = time.monotonic()
    scopes = shown.session.request("scopes", frameId=shown.frame)["scopes"]
    variables = shown.tree(scopes[0]["variablesReference"])

    assert time.monotonic() - started < 3
    assert variables["m7"]["value"].startswith("f32[1000,1000]")


def test_the_tree_says_what_is_wrong_first(shown: Shown) -> None:
    tree = shown.open("variable")

    assert list(tree)[:3] == ["health", "first bad index", "range"]
    assert tree["health"] == "⚠ 1 +Inf of 2"
    assert tree["first bad index"] == "[1]"
    assert tree["memory"] == "8 B"
    assert tree["shape"] == "(2,)"


def test_a_tensor_says_which_line_made_it(shown: Shown) -> None:
    assert shown.open("doubled")["made by"] == f"Mul at shown.py:{line_of('doubled', str(SCRIPT))}"


def test_a_weight_shows_the_norm_of_its_gradient(shown: Shown) -> None:
    assert shown.open("weight")["gradient norm"] == f"{(6 * 9) ** 0.5:.4g}"


def test_integers_show_how_many_values_are_distinct(shown: Shown) -> None:
    assert shown.open("counts")["unique"] == "250"


def test_values_come_in_pages(shown: Shown) -> None:
    tree = shown.tree(shown.evaluate("counts")["variablesReference"])
    values = shown.tree(tree["values"]["variablesReference"])
    assert list(values)[:2] == ["[000]", "[001]"]
    assert values["[001]"]["value"] == "1"

    page = shown.tree(values["[100:200]"]["variablesReference"])
    assert page["[100]"]["value"] == "100"
    assert len(page) == 100


def test_pages_of_pages_reach_the_end_of_a_long_array(shown: Shown) -> None:
    tree = shown.tree(shown.evaluate("large")["variablesReference"])
    names: list[str] = []
    reference = tree["values"]["variablesReference"]
    while reference:
        children = shown.tree(reference)
        assert len(children) <= 201
        name = list(children)[-1]
        names.append(name)
        reference = children[name]["variablesReference"]

    assert names[-1] == "[29999999]"


def test_rows_of_a_matrix_are_shown_as_lines(shown: Shown) -> None:
    tree = shown.tree(shown.evaluate("tensor")["variablesReference"])
    rows = shown.tree(tree["values"]["variablesReference"])

    assert rows["[2]"]["value"].startswith("f64[4] ∈[8, 11]")

"""Records in files that were changed since their runs: what is valid, moved, stale and gone."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from pyadapter.core.record_matching import Matched, line_of, matched, statement_text
from pyadapter.core.run_record import PlaceRecord, TensorRecord
from pyadapter.core.source.assigned import assigned_names

BEFORE = dedent("""\
    class Net(Layer):
        def call(self, x):
            x = self.first(x)
            x = self.second(
                x,
            )
            pos, self.neg = relu(x), relu(-x)
            return pos

        def build(self, shape):
            pos = 3
    """)


def record(text: str, line: int, name: str, function: str = "Net.call", count: int = 1) -> TensorRecord:
    found = statement_text(text.split("\n"), line, count)
    return TensorRecord("/net.py", function, line, found, name, (2,), "float32", "f32[2]")


def match(text: str, *tensors: TensorRecord) -> list[Matched]:
    return matched(tensors, text.split("\n"), assigned_names(ast.parse(text)))


FIRST, SECOND = record(BEFORE, 3, "x"), record(BEFORE, 4, "x", count=3)
POS, NEG = record(BEFORE, 7, "pos"), record(BEFORE, 7, "self.neg")


def test_a_file_that_is_the_same_has_everything_where_it_was() -> None:
    found = match(BEFORE, FIRST, SECOND, POS, NEG)
    assert [(each.line, each.column, each.stale) for each in found] == [
        (3, 9, False),
        (4, 9, False),
        (7, 11, False),
        (7, 21, False),
    ]


def test_lines_above_move_a_statement() -> None:
    found = match("import keras\n\n" + BEFORE, FIRST, POS)
    assert [(each.line, each.stale) for each in found] == [(5, False), (9, False)]


def test_a_changed_statement_is_stale() -> None:
    (found,) = match(BEFORE.replace("pos, self.neg = relu(x), relu(-x)", "pos = elu(x)"), POS)
    assert (found.line, found.column, found.stale) == (7, 11, True)


def test_a_change_in_a_later_line_of_a_statement_makes_it_stale() -> None:
    (found,) = match(BEFORE.replace("        x,\n", "        -x,\n"), SECOND)
    assert (found.line, found.stale) == (4, True)


def test_a_name_that_is_assigned_no_more_is_gone() -> None:
    assert match(BEFORE.replace("pos, self.neg = relu(x), relu(-x)", "pos = elu(x)"), NEG) == []


def test_the_same_name_of_another_function_is_not_it() -> None:
    text = BEFORE.replace("pos, self.neg = relu(x), relu(-x)", "return elu(x)")
    assert match(text, POS) == []


def test_the_same_line_of_another_function_is_not_it() -> None:
    tensor = record("class Other:\n    def call(self, x):\n        x = self.first(x)", 3, "x", "Other.call")
    assert match(BEFORE, tensor) == []


def test_of_two_statements_with_one_name_the_changed_one_is_stale() -> None:
    found = match(BEFORE.replace("self.first(x)", "self.zeroth(x)"), FIRST, SECOND)
    assert [(each.line, each.stale) for each in found] == [(3, True), (4, False)]


def test_a_statement_among_others_that_are_the_same_is_the_nearest() -> None:
    text = "def f(x):\n    x = g(x)\n    h()\n    x = g(x)\n"
    moved = "\n" + text
    found = match(moved, record(text, 2, "x", "f"), record(text, 4, "x", "f"))
    assert [each.line for each in found] == [3, 5]


def test_a_file_that_cannot_be_parsed_keeps_its_unchanged_lines() -> None:
    found = matched([FIRST, NEG], BEFORE.split("\n"), [])
    assert [(each.line, each.column) for each in found] == [(3, 9), (7, 21)]


def test_columns_count_characters() -> None:
    text = "def f(x):\n    grösse, pos = g(x)\n"
    (found,) = match(text, record(text, 2, "pos", "f"))
    assert found.column == len("    grösse, pos")


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nb = log(x)\n", 2), ("\n\nb = log(x)", 3), ("    b = log(x)", 1), ("b = log(y)", None), ("", None)],
)
def test_a_place_is_where_its_text_is(text: str, line: int | None) -> None:
    assert line_of(PlaceRecord("/net.py", 2, "b = log(x)"), text.split("\n")) == line


def test_a_place_without_text_is_nowhere_else() -> None:
    assert line_of(PlaceRecord("/net.py", 5, ""), ["", "x"]) is None


def test_assigned_names_know_their_functions() -> None:
    text = dedent("""\
        total = 0
        for batch in data:
            total += 1
        def outer():
            @decorated
            def inner(x):
                with tape() as t, other() as (a, b):
                    y: int = x
                x[0] = 1
        class Net:
            def call(self):
                while True:
                    self.pos = 1
        """)
    found = assigned_names(ast.parse(text))
    assert [(each.function, each.starts, each.name, each.line, each.looped) for each in found] == [
        ("<module>", 1, "total", 1, False),
        ("<module>", 1, "batch", 2, True),
        ("<module>", 1, "total", 3, True),
        ("outer.inner", 5, "t", 7, False),
        ("outer.inner", 5, "a", 7, False),
        ("outer.inner", 5, "b", 7, False),
        ("outer.inner", 5, "y", 8, False),
        ("Net.call", 11, "self.pos", 13, True),
    ]

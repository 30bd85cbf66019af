"""Files in whatever state: what can be read of them is read, and lines stay where they are."""

from __future__ import annotations

import ast
import gc

import pytest

from pyadapter.core.source.module import Module
from pyadapter.core.source.parsing import parse

_AROUND = ("a = 1\n", "\nz = 26\n")


def _assigned(text: str) -> set[str]:
    return {node.id for node in ast.walk(parse(text).tree) if isinstance(node, ast.Name)}


@pytest.mark.parametrize(
    "half",
    [
        "model.compile(",
        "model = Sequential([",
        "x = layers.",
        "x = 'ab",
        'x = """ab',
        "def call(self, x",
        "from keras import",
        "x = y +",
        "if x",
        "return",
        "    x = 1",
        "x = )",
        "for",
        "class A(:",
        "x = 0777",
        "print 'hi'",
        "\tx = 1",
        "lambda",
        "x = {",
        "@",
        "x = f'{'",
        "x = " + "(" * 300,
        "x = " + "-" * 5000 + "1",
        "x = " + "1+" * 5000 + "1",
        "\0",
        "x = '\ud800'",
    ],
)
def test_a_line_that_is_half_typed_costs_no_other(half: str) -> None:
    before, after = _AROUND

    assert {"a", "z"} <= _assigned(before + half + after)


def test_lines_behind_one_that_is_left_out_keep_their_numbers() -> None:
    parsed = parse("a = 1\nb = (\nc = 3\n")

    assigned = [(node.lineno, ast.unparse(node)) for node in parsed.tree.body if isinstance(node, ast.Assign)]
    assert assigned == [(1, "a = 1"), (3, "c = 3")]
    assert parsed.left_out == (2,)


def test_the_body_of_a_function_whose_head_is_half_typed_is_read() -> None:
    assert "inside" in _assigned("def call(self, x\n    inside = x\n    return inside\n")


def test_layers_in_a_list_that_is_not_closed_are_read() -> None:
    names = _assigned("model = Sequential([\n    Dense(3),\n    Dropout(0.1),\n\nmodel.fit(x)\n")

    assert {"Dense", "Dropout", "model"} <= names


def test_a_statement_nested_too_deep_costs_only_itself() -> None:
    parsed = parse("a = 1\nb = " + "-" * 5000 + "1\nc = 3\n")

    assert parsed.left_out == (2,)


def test_what_is_no_python_at_all_gives_an_empty_tree() -> None:
    parsed = parse("\n".join(f"# {each}\n<<<{each}|||" for each in range(100)))

    assert parsed.tree.body == [] or all(isinstance(each, ast.Pass) for each in parsed.tree.body)


def test_parsing_leaves_garbage_collection_on() -> None:
    Module("x = (\n")

    assert gc.isenabled()


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_ends_of_lines_of_all_systems(ends: str) -> None:
    module = Module(f"a = 1{ends}b = 2{ends}")

    assert module.lines == ["a = 1", "b = 2", ""]
    assert module.left_out == ()


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert Module("\ufeffa = 1\n").text == "a = 1\n"


def test_columns_count_characters() -> None:
    module = Module("é = 'ü'; model = f('ä')\n")
    call = module.all(ast.Call)[0]

    assert module.written(module.span(call)) == "f('ä')"


def test_text_over_several_lines_is_given_back_as_it_is_written() -> None:
    text = "f(\n    'ä',\n    2,\n)"
    module = Module(f"x = {text}\n")

    assert module.written(module.span(module.all(ast.Call)[0])) == text


def test_nodes_come_in_the_order_of_the_text() -> None:
    module = Module("@first\ndef f():\n    if a:\n        b()\n    c()\nd(e())\n")

    assert [each.id for each in module.all(ast.Name)] == ["first", "a", "b", "c", "d", "e"]

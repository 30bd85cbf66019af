"""Values that a source spells out."""

from __future__ import annotations

import ast

import pytest

from pyadapter.core.source.module import Module
from pyadapter.core.source.values import UNKNOWN, value_of


def _value(text: str) -> object:
    """Return what the argument of the last call of `say` is worth."""
    module = Module(text)
    calls = [each for each in module.all(ast.Call) if module.written(module.span(each.func)) == "say"]
    return value_of(module, calls[-1].args[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("say(3)", 3),
        ("say(-1)", -1),
        ("say(2 * 28 + 1)", 57),
        ("say((28, 28) + (1,))", (28, 28, 1)),
        ("say([1, 'a', None, True])", [1, "a", None, True]),
        ("say({'a': 1})", {"a": 1}),
        ("n = 10\nsay(n)", 10),
        ("n = m = 10\nsay(m)", 10),
        ("a, b = 3, 4\nsay(b)", 4),
        ("n = 10\ndef f():\n    say(n)", 10),
        ("n = 1\nn = 2\nsay(n)", 2),
        ("with scope():\n    n = 3\nsay(n)", 3),
        ("if __name__ == '__main__':\n    n = 3\n    say(n)", 3),
        ("n: int = 3\nsay(n)", 3),
        ("size = 28\nshape = (size, size, 1)\nsay(shape)", (28, 28, 1)),
        ("say((n := 4))\nsay(n)", 4),
        ("layers = [3, 4]\nsay(layers)", [3, 4]),
        ("def f(n=3):\n    n = 4\n    say(n)", 4),
    ],
)
def test_values_that_are_certain(text: str, value: object) -> None:
    assert _value(text + "\n") == value


@pytest.mark.parametrize(
    "text",
    [
        "say(f())",
        "say(n)",
        "n = int(input())\nsay(n)",
        "n = 1\nn += 1\nsay(n)",
        "n = 1\nif big:\n    n = 2\nsay(n)",
        "if big:\n    n = 2\nelse:\n    n = 1\nsay(n)",
        "for n in (1, 2):\n    say(n)",
        "n = 1\nfor _ in range(3):\n    say(n)\n    n = 2",
        "n = 1\nwhile say(n):\n    n = 2",
        "def f(n=3):\n    say(n)",
        "n = 1\nn = 2\ndef f():\n    say(n)",
        "n = 1\ndef g():\n    global n\n    n = 2\nsay(n)",
        "n = 3\nx = [say(n) for n in rows]",
        "n = 3\nx = lambda n: say(n)",
        "first, *rest = 1, 2, 3\nsay(rest)",
        "(a, b), c = pair(), 3\nsay(a)",
        "layers = [3]\nlayers.append(4)\nsay(layers)",
        "layers = [3]\nlayers[0] = 4\nsay(layers)",
        "layers = [3]\nmore = layers\nsay(layers)",
        "say([*a, 1])",
        "say(1 / 0)",
        "say(10 ** 10 ** 10)",
        "try:\n    n = 1\nexcept E:\n    n = 2\nsay(n)",
        "n = n + 1\nsay(n)",
        "with open(p) as n:\n    say(n)",
        "del n\nsay(n)",
        "match x:\n    case [n]:\n        say(n)",
        "say(" + "+".join("1" * 500) + ")",
    ],
)
def test_what_depends_on_the_run_is_unknown(text: str) -> None:
    assert _value(text + "\n") is UNKNOWN


def test_a_comprehension_sees_the_names_around_it() -> None:
    assert _value("n = 3\nn = 4\nx = [say(n) for m in rows]\n") == 4
    assert _value("n = 3\nx = [m for n in say(n)]\n") == 3


def test_a_list_knows_which_of_its_items_are_unknown() -> None:
    assert _value("say([1, f()])\n") == [1, UNKNOWN]

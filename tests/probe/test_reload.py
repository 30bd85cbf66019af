"""Edits of the user's files are taken over in place: functions, methods, closures. The rest is said."""

from __future__ import annotations

import importlib
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.probe.execution.reload import Reloader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BEFORE = """
import functools
RATE = 1

def plain(x, by=2):
    return x * by

def make(factor):
    def scaled(x):
        return x * factor
    return scaled

def doubled(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return 2 * function(*arguments)
    return wrapper

@doubled
def decorated(x):
    return x

class Base:
    def call(self, x):
        return x

class Risky(Base):
    kind = "old"

    def call(self, x):
        return super().call(x) + 1

    @property
    def size(self):
        return 1

    @staticmethod
    def loss(x):
        return x
"""


class Edited:
    """A module of the user's whose file is edited."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._text = textwrap.dedent(BEFORE)
        path.write_text(self._text)
        importlib.invalidate_caches()
        self.module: Any = importlib.import_module(path.stem)
        self.reloader = Reloader()

    def edit(self, old: str, new: str) -> None:
        assert old in self._text
        self._text = self._text.replace(old, new, 1)
        self.path.write_text(self._text)


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Edited]:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Edited(tmp_path / "edited_by_user.py")
    del sys.modules["edited_by_user"]


@pytest.mark.parametrize(
    ("old", "new", "name", "value"),
    [
        ("return x * by", "return x - by", "plain", lambda module, _: module.plain(5)),
        ("by=2", "by=3", "plain", lambda module, _: module.plain(1)),
        ("return x * factor", "return x * factor - 2", "make", lambda _, held: held(2)),
        ("x\n\nclass Base", "x + 0.5\n\nclass Base", "decorated", lambda made, _: made.decorated(1)),
        ("call(x) + 1", "call(x) + 2", "Risky.call", lambda module, _: module.Risky().call(1)),
        ("        return 1", "        return 3", "Risky.size", lambda module, _: module.Risky().size),
        ("def loss(x):\n", "def loss(x):\n        x += 1\n", "Risky.loss", lambda it, _: it.Risky.loss(2)),
    ],
)  # fmt: skip
def test_a_function_gets_its_new_code(
    edited: Edited, old: str, new: str, name: str, value: Callable[[Any, Any], float]
) -> None:
    held = edited.module.make(2.5)
    edited.edit(old, new)
    reloaded = edited.reloader.reload()

    assert reloaded.names == [name]
    assert reloaded.problems == []
    assert value(edited.module, held) == 3
    assert edited.reloader.reload().names == []


def test_lines_are_those_of_the_new_text(edited: Edited) -> None:
    edited.edit("RATE = 1", "RATE = 1\n\n# a remark\n")
    reloaded = edited.reloader.reload()

    lines = edited.path.read_text().splitlines()
    assert reloaded.names == reloaded.problems == []
    assert lines[edited.module.plain.__code__.co_firstlineno - 1].startswith("def plain")


def test_new_functions_methods_and_imports_are_there(edited: Edited) -> None:
    edited.edit(
        "import functools", "import functools\nimport math\n\ndef root(x):\n    return math.sqrt(x)\n"
    )
    edited.edit(
        "    @property",
        "    def more(self, x, by=1):\n        return root(super().call(x)) + by\n\n    @property",
    )
    edited.edit("call(x) + 1", "call(x) + self.more(4)")
    reloaded = edited.reloader.reload()

    assert reloaded.names == ["Risky.call", "root", "Risky.more"]
    assert edited.module.Risky().call(1) == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("RATE = 1", "RATE = 2", "line 3: RATE = 2 is a statement of the module, which has run already"),
        ('kind = "old"', 'kind = "new"', "kind = 'new' is an attribute of class Risky"),
        ("class Base:", "class New:\n    pass\n\nclass Base:", "class New is new"),
        ("class Risky(Base)", "class Risky(Base, dict)", "class Risky has other bases"),
        ("@doubled\n", "", "decorated has other decorators"),
        ("plain(x, by=2)", "plain(x, by=2, more=3)", "plain has other parameters"),
        ("return x * factor", "return x", "line 8: a function inside of make that is in use keeps"),
    ],
)  # fmt: skip
def test_what_cannot_be_reloaded_is_said_with_its_line(edited: Edited, old: str, new: str, said: str) -> None:
    held = edited.module.make(2)
    edited.edit(old, new)

    assert edited.reloader.refused() is None
    assert said in "\n".join(edited.reloader.reload().problems)
    del held


def test_a_syntax_error_changes_nothing(edited: Edited) -> None:
    edited.edit("return x * by", "return x *")

    assert edited.reloader.refused() == (
        "edited_by_user.py, line 6: invalid syntax. Nothing was reloaded, and no step was run again."
    )
    edited.edit("return x *", "return x + by + by - 1")
    assert edited.reloader.reload().names == ["plain"]
    assert edited.module.plain(1) == 4

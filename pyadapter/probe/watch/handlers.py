"""Errors that the script expects: those for which code outside of the training has a handler by name."""

from __future__ import annotations

import ast
import builtins
import linecache
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.frames import is_of_tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_MANAGERS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
"""Context managers of contextlib, pytest and unittest whose arguments are the errors that they catch."""

_ANY = (Exception, BaseException)


def is_expected(error: BaseException, frame: FrameType | None) -> bool:
    """Whether code at or outside `frame` is about to catch an error that it names.

    A search for the largest batch that fits catches `ResourceExhaustedError`, an early stop its own class:
    that is how these scripts work. `except Exception` expects nothing in particular, and does not count.
    """
    while frame is not None:
        if not is_of_tensorflow(frame.f_code.co_filename):
            for expression in _handlers(frame.f_code.co_filename, frame.f_lineno):
                if _names(error, _value(expression, frame)):
                    return True
        frame = frame.f_back
    return False


def _names(error: BaseException, caught: Any) -> bool:
    if isinstance(caught, tuple):
        return any(_names(error, each) for each in caught)
    return isinstance(caught, type) and caught not in _ANY and isinstance(error, caught)


@lru_cache(maxsize=200)
def _blocks(file: str) -> tuple[tuple[int, int, tuple[ast.expr, ...]], ...]:
    """Return the first and last line of what is guarded in a file, and what is caught there."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError):
        return ()
    return tuple(_guards(tree))


def _guards(tree: ast.AST) -> Iterator[tuple[int, int, tuple[ast.expr, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.body:
            caught = tuple(handler.type for handler in node.handlers if handler.type is not None)
        elif isinstance(node, ast.With):
            calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
            caught = tuple(
                argument for call in calls if _manager(call) in _MANAGERS for argument in call.args
            )
        else:
            continue
        if caught:
            yield node.body[0].lineno, node.body[-1].end_lineno or node.body[-1].lineno, caught


def _manager(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _handlers(file: str, line: int) -> Iterator[ast.expr]:
    for first, last, caught in _blocks(file):
        if first <= line <= last:
            yield from caught


def _value(expression: ast.expr, frame: FrameType) -> Any:
    """Look up `Error`, `tf.errors.Error` or `(One, Other)`; None for what would have to be computed."""
    if isinstance(expression, ast.Name):
        for names in (frame.f_locals, frame.f_globals, vars(builtins)):
            if expression.id in names:
                return names[expression.id]
    elif isinstance(expression, ast.Attribute):
        return getattr(_value(expression.value, frame), expression.attr, None)
    elif isinstance(expression, ast.Tuple):
        return tuple(_value(each, frame) for each in expression.elts)
    return None

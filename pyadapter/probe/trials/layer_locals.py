"""Follows one call of the user's function line by line: what each line made, in dtypes and shapes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pyadapter.core.digest import short_dtype
from pyadapter.core.layer_trial import LocalRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType, FrameType

_MOST_ROWS = 200
_MOST_PARTS = 4
_LONGEST = 40


class CallTrace:
    """Traces the first call of a function while it is a context.

    Args:
        code: The function's code.
        attributes: By line: attributes of `self` that are used there; those that are tensors get rows.
    """

    def __init__(self, code: CodeType, attributes: Mapping[int, tuple[str, ...]]) -> None:
        self.rows: list[LocalRow] = []
        self.failing: int | None = None
        """The line that raised."""
        self._code = code
        self._attributes = attributes
        self._frame: FrameType | None = None
        self._line = code.co_firstlineno
        self._known: dict[str, int] = {}
        self._held: list[Any] = []
        self._over = False
        self._before: Any = None
        self.values: dict[str, Any] = {}
        """The local variables at the end, and `self.…` of attributes that were used."""

    def __enter__(self) -> CallTrace:  # noqa: PYI034 -- Self came with Python 3.11
        """Begin to trace this thread."""
        self._before = sys.gettrace()
        sys.settrace(self._begins)
        return self

    def __exit__(self, *error: object) -> None:
        """Trace as before."""
        sys.settrace(self._before)
        self._held = []

    @property
    def reached(self) -> bool:
        """Whether the function was called."""
        return self._frame is not None or self._over

    def _begins(self, frame: FrameType, event: str, argument: Any) -> Any:
        del argument
        if event != "call" or frame.f_code is not self._code or self._frame is not None or self._over:
            return None
        self._frame = frame
        return self._follow

    def _follow(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame is not self._frame:
            return None
        if event == "exception":
            self.failing = frame.f_lineno
        elif event in {"line", "return"}:
            self._look(frame)
            if event == "line":
                self._line, self.failing = frame.f_lineno, None
            else:
                if self.failing is None:
                    self.rows.append(LocalRow(self._line, "return", described(argument)))
                self._over, self._frame = True, None
        return self._follow

    def _look(self, frame: FrameType) -> None:
        owner = frame.f_locals.get("self")
        for name in self._attributes.get(self._line, ()):
            value = getattr(owner, name, None)
            if f"self.{name}" not in self._known and hasattr(value, "shape") and hasattr(value, "dtype"):
                self._add(f"self.{name}", value)
        for name, value in frame.f_locals.items():
            if name != "self" and not name.startswith("__") and self._known.get(name) != id(value):
                self._add(name, value)

    def _add(self, name: str, value: Any) -> None:
        self._known[name] = id(value)
        self._held.append(value)  # another object could get its identity
        self.values[name] = value
        if len(self.rows) < _MOST_ROWS:
            self.rows.append(LocalRow(self._line, name, described(value)))


def described(value: Any) -> str:
    """Say what a value is: `f32[4, 5]`, a few parts of a structure, or the value itself where it is short."""
    shape = getattr(value, "shape", None)
    if shape is not None and hasattr(value, "dtype"):
        dtype = getattr(value.dtype, "name", str(value.dtype))
        return f"{short_dtype(dtype)}[{', '.join(map(str, shape))}]"
    if (
        isinstance(value, (list, tuple))
        and value
        and type(value).__name__ in {"list", "tuple", "ListWrapper"}
    ):
        parts = [described(each) for each in value[:_MOST_PARTS]]
        more = ", …" if len(value) > _MOST_PARTS else ""
        return f"({', '.join(parts)}{more})" if len(parts) > 1 else f"({parts[0]},)"
    if isinstance(value, dict):
        parts = [f"{name}: {described(each)}" for name, each in list(value.items())[:_MOST_PARTS]]
        return f"{{{', '.join(parts)}}}"
    if value is None or isinstance(value, (bool, int, float, str)):
        text = repr(value)
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return type(value).__name__

"""Patterns to compare with: they say what matters and ignore the rest."""

from __future__ import annotations

import re


class Containing:
    """Equals a dict that has at least these items."""

    def __init__(self, **items: object) -> None:
        self.items = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and all(
            name in other and self.items[name] == other[name] for name in self.items
        )

    __hash__ = None  # type: ignore[assignment] # a pattern is no key

    def __repr__(self) -> str:
        return f"containing({', '.join(f'{name}={item!r}' for name, item in self.items.items())})"


class Matching:
    """Equals a text in which a regular expression is found."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.search(self.expression, other) is not None

    __hash__ = None  # type: ignore[assignment] # a pattern is no key

    def __repr__(self) -> str:
        return f"matching({self.expression!r})"


containing = Containing
matching = Matching

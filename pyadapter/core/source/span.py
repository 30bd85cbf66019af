"""Places in a file: of a node of its syntax tree, in characters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyadapter.core.finding import Location

if TYPE_CHECKING:
    import ast


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of text.

    Attributes:
        line: 1-based.
        column: 0-based, in characters (code points).
        end_line: 1-based, the line of the first character behind it.
        end_column: 0-based, of that character.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    def holds(self, line: int, column: int) -> bool:
        """Whether a position is in it, or at its end."""
        return (self.line, self.column) <= (line, column) <= (self.end_line, self.end_column)


@dataclass(frozen=True)
class Place(Location):
    """A location that knows its node of the syntax tree.

    What is read from a source puts it into the facts that rules look at; a rule's cause hands it back, and a
    fix knows which call to change.

    Attributes:
        node: The call, keyword or statement that stands there.
    """

    node: ast.AST | None = field(default=None, compare=False, repr=False)

"""Where the lines of a record are in a file that may have been changed since its run."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.run_record import MOST_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyadapter.core.run_record import PlaceRecord, TensorRecord
    from pyadapter.core.source.assigned import Assigned


@dataclass(frozen=True)
class Matched:
    """Where a tensor is assigned now.

    Attributes:
        tensor: As it was recorded.
        line: The line on which its name stands, 1-based.
        column: 0-based, of the character behind the name.
        stale: Whether the statement is another one than that which ran.
    """

    tensor: TensorRecord
    line: int
    column: int
    stale: bool = False


def statement_text(lines: Sequence[str], line: int, count: int = 1) -> str:
    """Return some lines as records have them: without the blanks around each, cut where they are long."""
    return "\n".join(each.strip() for each in lines[line - 1 : line - 1 + count])[:MOST_TEXT]


def matched(
    tensors: Sequence[TensorRecord], lines: Sequence[str], assigned: Sequence[Assigned]
) -> list[Matched]:
    """Find the statements of a record.

    Args:
        tensors: Of this file.
        lines: Its text now.
        assigned: What its statements assign; of a file that cannot be parsed those that could be.

    Returns:
        In the order of `tensors`, those left out that the file assigns no more. A statement that has moved
        within its function, or with it, is not stale.
    """
    by_name: defaultdict[tuple[str, str], list[Assigned]] = defaultdict(list)
    functions: dict[int, str] = {}
    for each in assigned:
        by_name[each.function, each.name].append(each)
        functions[each.line] = each.function
    found: dict[int, Matched] = {}
    taken: set[tuple[str, str, int]] = set()
    # What is where it was comes first: what has moved is another of those that are the same.
    for find in (_here, _moved, _changed):
        for index, tensor in enumerate(tensors):
            key = tensor.function, tensor.name
            if index in found:
                continue
            left = [each for each in by_name[key] if (*key, each.line) not in taken]
            line = find(tensor, lines, left, functions)
            if line is not None:
                statement = next((each for each in left if each.line == line), None)
                found[index] = _at(tensor, lines, statement, line, stale=find is _changed)
                taken.add((*key, line))
    return [found[index] for index in sorted(found)]


def line_of(place: PlaceRecord, lines: Sequence[str]) -> int | None:
    """Return the line, 1-based, that has the text of a place: the nearest; None where there is none."""
    if not place.text:
        return None
    if statement_text(lines, place.line) == place.text:
        return place.line
    same = [number for number, line in enumerate(lines, 1) if line.strip()[:MOST_TEXT] == place.text]
    return min(same, key=lambda number: abs(number - place.line), default=None)


def _here(
    tensor: TensorRecord, lines: Sequence[str], left: Iterable[Assigned], functions: Mapping[int, str]
) -> int | None:
    """Return the line where it was, if the same statement is there still."""
    del left
    # Of what cannot be parsed nobody knows the function.
    known = functions.get(tensor.line, tensor.function) == tensor.function
    return tensor.line if known and _is_at(tensor, lines, tensor.line) else None


def _moved(
    tensor: TensorRecord, lines: Sequence[str], left: Iterable[Assigned], functions: Mapping[int, str]
) -> int | None:
    """Return the nearest line in the same function that has the same statement."""
    del functions
    return _nearest(tensor, [each for each in left if _is_at(tensor, lines, each.line)])


def _changed(
    tensor: TensorRecord, lines: Sequence[str], left: Sequence[Assigned], functions: Mapping[int, str]
) -> int | None:
    """Return the nearest line in the same function that assigns the same name."""
    del lines, functions
    return _nearest(tensor, left)


def _is_at(tensor: TensorRecord, lines: Sequence[str], line: int) -> bool:
    return statement_text(lines, line, tensor.text.count("\n") + 1) == tensor.text


def _nearest(tensor: TensorRecord, statements: Sequence[Assigned]) -> int | None:
    nearest = min(statements, key=lambda each: abs(each.line - tensor.line), default=None)
    return None if nearest is None else nearest.line


def _at(
    tensor: TensorRecord, lines: Sequence[str], statement: Assigned | None, line: int, *, stale: bool
) -> Matched:
    if statement is not None and statement.target_line <= len(lines):
        before = lines[statement.target_line - 1].encode(errors="replace")[: statement.target_end]
        return Matched(tensor, statement.target_line, len(before.decode(errors="ignore")), stale)
    text = lines[line - 1]
    name = re.search(rf"(?<![\w.]){re.escape(tensor.name)}(?!\w)", text)
    return Matched(tensor, line, len(text) if name is None else name.end(), stale)

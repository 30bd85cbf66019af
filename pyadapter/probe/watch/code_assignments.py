"""Which statement of a function of the user's has given a name its value."""

from __future__ import annotations

import inspect
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from pyadapter.core.source.assigned import MODULE, assigned_names
from pyadapter.probe.setup.source import tree_of

if TYPE_CHECKING:
    from types import CodeType

    from pyadapter.core.source.assigned import Assigned

_RESUMED = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class CodeAssignments:
    """The assignments of one function, or of the loops of a module.

    Args:
        assigned: What its statements assign.

    Attributes:
        names: Of variables.
        attributes: Of objects that variables hold: the variable, the attribute, and both with a dot.
    """

    def __init__(self, assigned: list[Assigned]) -> None:
        self._by_name: defaultdict[str, list[Assigned]] = defaultdict(list)
        for each in assigned:
            self._by_name[each.name].append(each)
        self.names = tuple(name for name in self._by_name if "." not in name)
        self.attributes = tuple((*name.split("."), name) for name in self._by_name if "." in name)

    def statement(self, name: str, last: int, now: int) -> Assigned | None:
        """Return the statement that has assigned a name between two looks.

        Args:
            name: As in the source.
            last: The line that ran when the function was looked at before.
            now: The line that runs.

        Returns:
            None where it can have been one of several.
        """
        known = self._by_name[name]
        if len(known) == 1:
            return known[0]
        at_last = [each for each in known if each.line <= last <= each.end_line]
        if at_last:
            return at_last[-1]
        # What runs now has assigned nothing yet.
        between = [each for each in known if last < each.line and each.end_line < now]
        return between[0] if len(between) == 1 else None


def assignments_of(code: CodeType) -> CodeAssignments | None:
    """Return what a function of the user's assigns; None for what assigns nothing, and for generators.

    Of a module only its loops count: what is assigned outside of them belongs to no step.
    """
    if code.co_flags & _RESUMED or code.co_filename.startswith("<"):
        return None
    if code.co_name == MODULE:
        found = [each for each in _of_file(code.co_filename) if each.function == MODULE and each.looped]
    else:
        found = [
            each
            for each in _of_file(code.co_filename)
            if each.starts == code.co_firstlineno and each.function.rpartition(".")[2] == code.co_name
        ]
    return CodeAssignments(found) if found else None


@lru_cache(maxsize=50)
def _of_file(file: str) -> list[Assigned]:
    tree = tree_of(file)
    return [] if tree is None else assigned_names(tree)

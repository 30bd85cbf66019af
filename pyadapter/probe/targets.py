"""What a data breakpoint can watch: a value at a stop becomes text that finds it again, in later runs too."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from pyadapter.protocol.targets import BATCH, VARIABLE, Maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import CodeType

    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.records import Record


class Targets:
    """Finds targets for values, and variables for targets.

    Args:
        progress: Has the batch.
        record_of: Returns the record of the op that made a tensor.
    """

    def __init__(self, progress: Progress, record_of: Callable[[Any], Record | None]) -> None:
        self._progress = progress
        self._record_of = record_of
        # By target: the variable itself, as two models can have variables of one path.
        self._variables: dict[str, weakref.ref[Any]] = {}

    def describe(self, value: Any, name: str) -> dict[str, Any]:
        """Say how to watch a value.

        Args:
            value: Anything.
            name: What the user calls it.

        Returns:
            The schema's `TensorTargetBody`.
        """
        from pyadapter.arrays import digest, view  # noqa: PLC0415 -- imports numpy, the user's to import first

        seen = view(value)
        if seen is None:
            return _none(f"{name} ({type(value).__name__}): only tensors, variables and batches are watched")
        if seen.symbolic:
            return _none(f"{name} is symbolic: it has no values; choose one at a stop in training")
        target = self._target(value, seen.kind)
        if target is None:
            return _none(_why(name, seen.kind))
        line = digest(seen, level="sampled").line
        return {"target": {"target": target, "name": name, "line": line}}

    def is_variable(self, target: str, variable: Any) -> bool:
        """Whether a target means a variable: the one that it was made of, or one of its path."""
        from pyadapter.probe.watch.names import path_of  # noqa: PLC0415 -- as above

        if target != f"{VARIABLE}{path_of(variable)}":
            return False
        reference = self._variables.get(target)
        known = None if reference is None else reference()
        return known is None or known is variable or _inner(known) is _inner(variable)

    def _target(self, value: Any, kind: str) -> str | None:
        from pyadapter.probe.watch.batches import batch_leaves  # noqa: PLC0415 -- as above
        from pyadapter.probe.watch.names import path_of  # noqa: PLC0415 -- as above

        if kind in {"variable", "keras-variable"}:
            target = f"{VARIABLE}{path_of(value)}"
            self._variables[target] = weakref.ref(value)
            return target
        name = _same(value, ((name, leaf) for _, name, leaf in batch_leaves(self._progress.batch)))
        if name is not None:
            return f"{BATCH}{name}"
        record = self._record_of(value)
        maker = None if record is None else maker_of(record[0], record[3], record[4], record[5])
        return None if maker is None else maker.target()


def maker_of(op_type: Any, code: CodeType | None, instruction: int, scope: str) -> Maker | None:
    """Return the place of an op, None when nothing tells it from others.

    Args:
        op_type: As TensorFlow's callbacks have it, text or bytes.
        code: The user's.
        instruction: Its `f_lasti`.
        scope: TensorFlow's name scope.
    """
    op = op_type.decode() if isinstance(op_type, bytes) else str(op_type)
    if code is None:
        return Maker("", "", 0, op, scope.rstrip("/"), 0) if scope else None
    for begin, end, line in code.co_lines():
        if begin <= instruction < end and line is not None:
            first = min(start for start, _, other in code.co_lines() if other == line)
            name = code.co_name
            return Maker(code.co_filename, name, line, op, scope.rstrip("/"), instruction - first)
    return None


def _same(value: Any, named: Iterable[tuple[str, Any]]) -> str | None:
    for name, leaf in named:
        if leaf is value or (hasattr(value, "_id") and getattr(leaf, "_id", None) == value._id):  # noqa: SLF001 -- as tapes do
            return name
    return None


def _inner(variable: Any) -> Any:
    """Return TensorFlow's variable in one of Keras."""
    return getattr(variable, "_value", variable)


def _none(why: str) -> dict[str, Any]:
    return {"target": None, "why": why}


def _why(name: str, kind: str) -> str:
    if kind == "numpy":
        return f"{name} is an array of numpy's: it is watched as a part of the batch that training is given"
    return f"It is not known what makes {name}: tensors are watched that a layer or a line makes in training"

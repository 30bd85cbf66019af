"""Code: Python that fetches exactly one row of the batch, with the script's own names."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.core.batch.literals import literal
from pyadapter.probe.inspection.batch.pipelines import is_repeatable
from pyadapter.probe.inspection.batch.script import fitting_frame, objects_in
from pyadapter.probe.inspection.batch.sources import source_of
from pyadapter.probe.watch.values import is_distributed

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array
    from pyadapter.probe.progress import Progress


@dataclass(frozen=True)
class _Candidate:
    """An array of the script: the expression that reaches it, and what is to be indexed of it."""

    expression: str
    values: Any


class RowCode:
    """Writes code for rows.

    Args:
        batch: The structure that Keras passes to a step.
        progress: Has what `fit` was given, and how far it is.
    """

    def __init__(self, batch: Any, progress: Progress) -> None:
        self._batch = batch if isinstance(batch, (tuple, list)) else (batch,)
        self._progress = progress
        frame = fitting_frame()
        self._named = [] if frame is None else list(objects_in(frame))
        self._candidates = [found for name, value in self._named if (found := _indexed(name, value))]
        self._numpy = next((name for name, value in self._named if value is np), '__import__("numpy")')

    def of(self, row: int, dataset_row: int | None) -> str | None:
        """Write code for a row.

        Args:
            row: Place in the batch.
            dataset_row: Place in the data that was given to `fit`, when it is known.

        Returns:
            An expression of as many parts as the batch has; None where nothing fetches exactly this row.
        """
        if dataset_row is not None and (found := self._of_arrays(row, dataset_row)):
            return found
        return self._of_data_set(row) or self._written(
            lambda leaf: literal(np.asarray(_row(leaf, row)), self._numpy)
        )

    def _of_arrays(self, row: int, index: int) -> str | None:
        def fetched(leaf: Any) -> str | None:
            values = _row(leaf, row)
            for candidate in self._candidates:
                found = _fetching(candidate, index, values)
                if found is not None:
                    return found
            return None

        return self._written(fetched)

    def _of_data_set(self, row: int) -> str | None:
        """Write what takes a row of a data set that gives the same batches each time."""
        given, step = self._progress.fit_arguments, self._progress.step_in_epoch
        x = given.get("x")
        name = next((name for name, value in self._named if value is x), None)
        plain = all(_sliced(part) for part in self._batch)
        if x is None or name is None or not plain or self._progress.evaluating:
            return None
        if hasattr(x, "element_spec"):
            whole = given.get("steps_per_epoch") is None or self._progress.epoch == 0
            if not whole or not is_repeatable(x):
                return None
            batch = f"next(iter({name}.skip({step})))" if step else f"next(iter({name}))"
        elif _is_sequence(x) and given.get("shuffle", True) is False:
            batch = f"{name}[{step}]"
        else:
            return None
        return f"tuple(part[{row}] for part in {batch})"

    def _written(self, write: Any) -> str | None:
        """Write the structure of the batch; None when one of its arrays has no code."""
        parts = [_structure(part, write) for part in self._batch if part is not None]
        known = [part for part in parts if part is not None]
        return ", ".join(known) if known and len(known) == len(parts) else None


def _structure(part: Any, write: Any) -> str | None:
    if isinstance(part, dict):
        entries = [(key, _structure(value, write)) for key, value in part.items()]
        if any(code is None for _, code in entries):
            return None
        return "{" + ", ".join(f"{key!r}: {code}" for key, code in entries) + "}"
    if isinstance(part, (tuple, list)):
        inside = [_structure(value, write) for value in part]
        known = [code for code in inside if code is not None]
        return f"({', '.join(known)}{',' if len(known) == 1 else ''})" if len(known) == len(inside) else None
    try:
        found: str | None = write(part)
    except Exception:  # noqa: BLE001 -- an array that cannot be read
        return None
    return found


def _row(leaf: Any, row: int) -> Array:
    """Return the values of a row.

    Raises:
        TypeError: It has no row of that number, or none that stands by itself.
    """
    source = source_of(leaf)
    if source.places is not None or source.single or row >= source.rows:
        raise TypeError
    return np.asarray(source.row(row))


def _sliced(part: Any) -> bool:
    """Whether a part of the batch is one array, of which a row is taken by its number."""
    structure = isinstance(part, (dict, tuple, list)) or part is None
    return not (structure or is_distributed(part) or hasattr(part, "dense_shape"))


def _indexed(name: str, value: Any) -> _Candidate | None:
    seen = view(value)
    if seen is not None and seen.kind in {"numpy", "tensor"} and not seen.symbolic:
        return _Candidate(name, value) if seen.shape else None
    if type(value).__module__.startswith("pandas") and hasattr(value, "to_numpy"):
        return _Candidate(f"{name}.to_numpy()", value)
    return None


def _fetching(candidate: _Candidate, index: int, values: Array) -> str | None:
    """Write how a row is taken from an array, if it has exactly these values there."""
    array = candidate.values
    if index >= len(array):
        return None
    # Of a table the row alone: the whole is copied.
    rows = getattr(array, "iloc", array)[index : index + 1].to_numpy() if hasattr(array, "to_numpy") else None
    found = np.asarray(array[index] if rows is None else rows[0])
    if found.shape != values.shape or found.dtype.kind not in "biuf" or values.dtype.kind not in "biuf":
        return None
    code = f"{candidate.expression}[{index}]"
    if found.dtype != values.dtype:
        if hasattr(array, "_numpy") or not np.can_cast(found.dtype, values.dtype, "same_kind"):
            return None
        # Keras casts floats to its own.
        found, code = found.astype(values.dtype), f"{code}.astype({values.dtype.name!r})"
    return code if found.tobytes() == values.tobytes() else None


def _is_sequence(value: Any) -> bool:
    """Whether a value gives batches by their number, as `keras.utils.PyDataset` does."""
    kind = getattr(sys.modules.get("keras.src.trainers.data_adapters.py_dataset_adapter"), "PyDataset", ())
    return isinstance(value, kind)

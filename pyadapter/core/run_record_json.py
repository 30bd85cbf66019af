"""Records of runs as JSON: bounded when they are written, nothing taken for granted when they are read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

from pyadapter.core.run_record import (
    MOST_AXES,
    MOST_CAUSES,
    MOST_FINDINGS,
    MOST_HISTORY,
    MOST_TENSORS,
    MOST_TEXT,
    VERSION,
    CauseRecord,
    FindingRecord,
    PlaceRecord,
    RunRecord,
    Seen,
    TensorRecord,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyadapter.core.run_record import Shape

T = TypeVar("T")
Wire = dict[str, Any]

_MOST_PATH = 4 * MOST_TEXT
_LARGEST = 1 << 53
"""Whole numbers up to here are the same in every reader of JSON."""


def to_json(record: RunRecord) -> Wire:
    """Return a record as JSON.

    What is too much is left out: the last tensors, findings and causes, the oldest of a history, the ends of
    texts. Numbers that are not finite are null.
    """
    return {
        "version": VERSION,
        "program": record.program[:_MOST_PATH],
        "started": _finite(record.started) or 0.0,
        "steps": record.steps,
        "execution": record.execution[:MOST_TEXT],
        "tensors": [_tensor_to_json(tensor) for tensor in record.tensors[:MOST_TENSORS]],
        "findings": [_finding_to_json(finding) for finding in record.findings[:MOST_FINDINGS]],
    }


def from_json(value: object) -> RunRecord | None:
    """Read a record.

    Args:
        value: Whatever was in the file.

    Returns:
        None for a record of another version, and for what is none. Entries that are none are left out.
    """
    if not isinstance(value, dict) or value.get("version") != VERSION or value.get("version") is True:
        return None
    program, started = value.get("program"), _number(value.get("started"))
    if not isinstance(program, str) or started is None:
        return None
    return RunRecord(
        program,
        started,
        _count(value.get("steps")) or 0,
        _text(value, "execution") or "eager",
        _all(value.get("tensors"), _tensor_of, MOST_TENSORS),
        _all(value.get("findings"), _finding_of, MOST_FINDINGS),
    )


def _tensor_to_json(tensor: TensorRecord) -> Wire:
    return {
        "file": tensor.file[:_MOST_PATH],
        "function": tensor.function[:MOST_TEXT],
        "line": tensor.line,
        "text": tensor.text[:MOST_TEXT],
        "name": tensor.name[:MOST_TEXT],
        "shape": list(tensor.shape[:MOST_AXES]),
        "dtype": tensor.dtype[:MOST_TEXT],
        "digest": tensor.digest[:MOST_TEXT],
        "history": [_seen_to_json(seen) for seen in tensor.history[-MOST_HISTORY:]],
        "layer": None if tensor.layer is None else tensor.layer[:MOST_TEXT],
        "ran": _finite(tensor.ran),
    }


def _seen_to_json(seen: Seen) -> list[Any]:
    # A list, as there are thousands of them.
    numbers = (seen.minimum, seen.maximum, seen.mean, seen.deviation)
    return [seen.step, *(_finite(number) for number in numbers), seen.bad]


def _place_to_json(place: PlaceRecord | None) -> Wire | None:
    if place is None:
        return None
    return {"file": place.file[:_MOST_PATH], "line": place.line, "text": place.text[:MOST_TEXT]}


def _finding_to_json(finding: FindingRecord) -> Wire:
    return {
        "kind": finding.kind[:MOST_TEXT],
        "title": finding.title[:MOST_TEXT],
        "message": finding.message[:MOST_TEXT],
        "step": finding.step,
        "epoch": finding.epoch,
        "place": _place_to_json(finding.place),
        "causes": [
            {
                "id": cause.id[:MOST_TEXT],
                "message": cause.message[:MOST_TEXT],
                "fix": cause.fix[:MOST_TEXT],
                "place": _place_to_json(cause.place),
            }
            for cause in finding.causes[:MOST_CAUSES]
        ],
    }


def _tensor_of(value: Mapping[str, Any]) -> TensorRecord | None:
    texts = [_text(value, key) for key in ("file", "function", "text", "name", "dtype", "digest")]
    line, shape = _count(value.get("line")), _shape(value.get("shape"))
    file, function, text, name, dtype, digest = texts
    if not file or not name or not line or shape is None:
        return None
    if function is None or text is None or dtype is None or digest is None:
        return None
    history = _all(value.get("history"), _seen_of, MOST_HISTORY, list)
    layer, ran = _text(value, "layer"), _number(value.get("ran"))
    return TensorRecord(file, function, line, text, name, shape, dtype, digest, history, layer, ran)


def _seen_of(value: list[Any]) -> Seen | None:
    if len(value) != 6:  # noqa: PLR2004 -- as many as are written
        return None
    step, bad = _count(value[0]), _count(value[5])
    low, high, mean, deviation = map(_number, value[1:5])
    return None if step is None or bad is None else Seen(step, low, high, mean, deviation, bad)


def _place_of(value: object) -> PlaceRecord | None:
    if not isinstance(value, dict):
        return None
    file, line, text = _text(value, "file"), _count(value.get("line")), _text(value, "text")
    return PlaceRecord(file, line, text) if file and line and text is not None else None


def _finding_of(value: Mapping[str, Any]) -> FindingRecord | None:
    kind, title, message = (_text(value, key) for key in ("kind", "title", "message"))
    if kind is None or title is None or message is None:
        return None
    step, epoch = _count(value.get("step")), _count(value.get("epoch"))
    causes = _all(value.get("causes"), _cause_of, MOST_CAUSES)
    return FindingRecord(kind, title, message, step, epoch, _place_of(value.get("place")), causes)


def _cause_of(value: Mapping[str, Any]) -> CauseRecord | None:
    name, message, fix = (_text(value, key) for key in ("id", "message", "fix"))
    if name is None or message is None or fix is None:
        return None
    return CauseRecord(name, message, fix, _place_of(value.get("place")))


def _all(values: object, read: Callable[[Any], T | None], most: int, kind: type[Any] = dict) -> tuple[T, ...]:
    """Read the entries of a list, without those that are none."""
    if not isinstance(values, list):
        return ()
    found: Iterable[T | None] = (read(value) for value in values[:most] if isinstance(value, kind))
    return tuple(each for each in found if each is not None)


def _text(value: Mapping[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) else None


def _count(value: object) -> int | None:
    """Return a whole number from 0 on, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return _finite(float(value))
    except OverflowError:
        return None


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _shape(value: object) -> Shape | None:
    if not isinstance(value, list) or len(value) > MOST_AXES:
        return None
    sizes = [_count(size) for size in value]
    unknown = any(size is None and given is not None for size, given in zip(sizes, value, strict=True))
    return None if unknown else tuple(sizes)

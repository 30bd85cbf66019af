"""The error that ended a call: its own words, its line in `call`, and where it can be told, why."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from pyadapter.core.causes import wrong_axis
from pyadapter.core.causes.facts import Facts, Value
from pyadapter.core.layer_source import assigned_call, operands_on, with_axis
from pyadapter.core.layer_trial import Failure
from pyadapter.probe.trials.layer_calls_tried import error_text

if TYPE_CHECKING:
    from pyadapter.core.finding import Cause
    from pyadapter.probe.trials.layer_locals import CallTrace
    from pyadapter.probe.trials.layer_subject import Subject

_OPS = {"matmul": "MatMul", "dot": "MatMul"}


def failure_of(error: Exception, subject: Subject, trace: CallTrace | None) -> Failure:
    """Describe an error.

    Args:
        error: What was raised.
        subject: What was tried.
        trace: The call; None where it did not come to one.
    """
    text = error_text(error)
    line = trace.failing if trace is not None else None
    if line is None:
        line = _line_in(error, subject)
    found = Failure(type(error).__name__, text, line)
    if trace is None or trace.failing is None:
        return found
    method = "update_state" if subject.kind == "metric" else "call"
    cause = _wrong_axis(subject, trace, trace.failing - subject.line + 1, method)
    if cause is None:
        return found
    why, fix = cause
    return Failure(found.kind, text, line, why.message, fix)


def _line_in(error: BaseException, subject: Subject) -> int | None:
    """Return the last line of the class's file that the error came through."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == subject.file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _wrong_axis(subject: Subject, trace: CallTrace, line: int, method: str) -> tuple[Cause, str] | None:
    """Look for tensors that were joined along the batch, before a matrix product."""
    called, names = operands_on(subject.source, method, line)
    if called not in _OPS or not names or names[0] not in trace.values:
        return None
    weights = [name for name in names[1:] if name in trace.values]
    made = assigned_call(subject.source, method, names[0])
    parts = _names_in(made[1]) if made is not None else set()
    # What it was made of first: another local may have the same shape.
    others = sorted((name for name in trace.values if name not in names), key=lambda name: name not in parts)
    values = [_value(name, trace.values[name]) for name in (names[0], *weights, *others)]
    facts = Facts(
        kind="shape-mismatch",
        phase="forward",
        op=_OPS[called],
        inputs=tuple(value for value in values if value is not None),
    )
    cause = wrong_axis.find(facts)
    if cause is None:
        return None
    if made is None:
        return cause, cause.fix
    place, made_by = made
    changed = with_axis(made_by, -1)
    where = f"line {place + subject.line - 1}"
    if changed is None:
        return cause, f"{where}: pass axis=-1 to `{ast.unparse(made_by)}`"
    return cause, f"{where}: `{names[0]} = {changed}` (axis -1, the features, not the batch)"


def _names_in(call: ast.Call) -> set[str]:
    return {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}


def _value(name: str, value: Any) -> Value | None:
    shape = getattr(value, "shape", None)
    if shape is None or not hasattr(value, "dtype"):
        return None
    return Value(name, tuple(None if size is None else int(size) for size in shape), str(value.dtype))

"""What the trial of one layer, loss or metric found: plain data for the terminal and for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["ok", "failed", "left out"]


@dataclass(frozen=True)
class Check:
    """One question, and its answer in a line.

    Attributes:
        name: The question in a word or two.
        verdict: `left out` where it does not apply, or cannot be judged.
        reason: What was seen, with its numbers.
        fix: What to write instead, where that is known.
    """

    name: str
    verdict: Verdict
    reason: str
    fix: str | None = None


@dataclass(frozen=True)
class LocalRow:
    """A value that a line of `call` made or used.

    Attributes:
        line: 1-based line of the file.
        name: The local variable, `self.…` for a weight, `return` for what is returned.
        what: Dtype and shape as `f32[4, 5]`, or a short value.
    """

    line: int
    name: str
    what: str


@dataclass(frozen=True)
class Failure:
    """The error that ended the call.

    Attributes:
        kind: Class of the error.
        text: Its message without what Keras and TensorFlow wrap around it.
        line: The line of `call` that raised; None where `call` was not reached.
        why: Why, where that is known.
        fix: What to write instead, and where.
    """

    kind: str
    text: str
    line: int | None = None
    why: str | None = None
    fix: str | None = None


@dataclass(frozen=True)
class LayerTrial:
    """A trial.

    Attributes:
        name: Name of the class or function.
        kind: `layer`, `model`, `loss`, `metric` or `loss function`.
        file: Where it is defined.
        line: The line of its definition.
        arguments: The constructor call in words: `Pool(units=3)`.
        arguments_from: Where these come from.
        inputs: The call in words: `inputs f32[2, 5]`.
        inputs_from: Where these come from.
        notes: What there is to know about the import.
        rows: Values in `call`, in the order of its lines.
        failure: The error, when the call raised one.
        checks: What was asked.
    """

    name: str
    kind: str
    file: str
    line: int
    arguments: str
    arguments_from: str
    inputs: str = ""
    inputs_from: str = ""
    notes: tuple[str, ...] = ()
    rows: tuple[LocalRow, ...] = ()
    failure: Failure | None = None
    checks: tuple[Check, ...] = field(default=())

    @property
    def failed(self) -> bool:
        """Whether anything is wrong."""
        return self.failure is not None or any(check.verdict == "failed" for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Return what `--json` writes."""
        failure = self.failure
        return {
            "version": 1,
            "name": self.name,
            "kind": self.kind,
            "location": {"file": self.file, "line": self.line},
            "arguments": self.arguments,
            "argumentsFrom": self.arguments_from,
            "inputs": self.inputs,
            "inputsFrom": self.inputs_from,
            "notes": list(self.notes),
            "locals": [{"line": row.line, "name": row.name, "value": row.what} for row in self.rows],
            "failure": None
            if failure is None
            else {
                "error": failure.kind,
                "message": failure.text,
                "line": failure.line,
                "why": failure.why,
                "fix": failure.fix,
            },
            "checks": [
                {"name": check.name, "verdict": check.verdict, "reason": check.reason, "fix": check.fix}
                for check in self.checks
            ],
            "failed": self.failed,
        }

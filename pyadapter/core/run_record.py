"""What a run leaves behind for the editor: shapes and digests of the tensors of the user's own lines.

A record is one JSON file for each script, written anew by each run; nothing in it is executed when it is
read, and its size is bounded by the constants here.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 1
"""Of the format; a reader leaves out what has another."""

FOLDER_VARIABLE = "KERAS_DEBUG_RECORDS"
"""Environment variable that names the folder for records; where it is not set no run leaves one."""

MOST_TENSORS = 500
MOST_HISTORY = 32
MOST_FINDINGS = 50
MOST_CAUSES = 5
"""Of one finding."""

MOST_TEXT = 1000
"""Characters of a message, a name or a line of code; a path may have four times as many."""

MOST_AXES = 32

Shape = tuple["int | None", ...]


@dataclass(frozen=True)
class Seen:
    """A tensor at one step: what a history is made of. Numbers are None where there are none, or not finite.

    Attributes:
        step: 0-based, of the whole run.
        minimum: Smallest finite value.
        maximum: Largest finite value.
        mean: Of the finite values.
        deviation: Standard deviation of the finite values.
        bad: Count of NaN and infinities.
    """

    step: int
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    deviation: float | None = None
    bad: int = 0


@dataclass(frozen=True)
class TensorRecord:
    """What a statement of the user's has assigned.

    Attributes:
        file: Absolute path.
        function: Names of the classes and functions around it, `Antirectifier.call`, or `<module>`.
        line: 1-based, of the first line of the statement.
        text: The statement's lines without the blanks around each: whoever finds others there knows that the
            record is stale.
        name: What was assigned, `pos` or `self.pos`.
        shape: One entry a dimension; that of the last step that was looked at. None where it differed within
            that step, as in a layer class of which there are two.
        dtype: Name of the dtype, `float32`.
        digest: One line, as a hover shows it at a stop.
        history: The steps that were looked at, the oldest first; of several calls in a step the first.
        layer: Path of the layer that was being called, if any.
        ran: Seconds since the epoch when its run was started, where that is one before that of the record:
            this one has not come to the function.
    """

    file: str
    function: str
    line: int
    text: str
    name: str
    shape: Shape
    dtype: str
    digest: str
    history: tuple[Seen, ...] = ()
    layer: str | None = None
    ran: float | None = None


@dataclass(frozen=True)
class PlaceRecord:
    """A line with what stood there."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class CauseRecord:
    """A cause of a finding.

    Attributes:
        id: As in the fault catalogue.
        message: Why.
        fix: What to write.
        place: Where.
    """

    id: str
    message: str
    fix: str
    place: PlaceRecord | None = None


@dataclass(frozen=True)
class FindingRecord:
    """A finding.

    Attributes:
        kind: The symptom.
        title: The headline.
        message: One sentence and more.
        step: 0-based, of the whole run.
        epoch: 0-based.
        place: The user's line.
        causes: The likeliest first.
    """

    kind: str
    title: str
    message: str
    step: int | None = None
    epoch: int | None = None
    place: PlaceRecord | None = None
    causes: tuple[CauseRecord, ...] = ()


@dataclass(frozen=True)
class RunRecord:
    """A run.

    Attributes:
        program: Absolute path of the script.
        started: Seconds since the epoch.
        steps: How many it made until it was written.
        execution: `eager` or `replay`.
        tensors: By file and line.
        findings: In the order in which they came.
    """

    program: str
    started: float
    steps: int = 0
    execution: str = "eager"
    tensors: tuple[TensorRecord, ...] = ()
    findings: tuple[FindingRecord, ...] = ()

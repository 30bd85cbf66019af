"""What `keras-debug run` can be asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Form:
    """A kind of file that a report can be written into."""

    suffix: str
    help: str


FILES = {
    "report": Form("json", "write the report as JSON, too"),
    "html": Form("html", "write a page for any browser, too: batch, tensors, layers, training and model"),
    "junit": Form("xml", "write it as JUnit's XML, too, which CI systems list: a test for each kind"),
    "sarif": Form("sarif", "write it as SARIF 2.1.0, too, which shows findings beside the code"),
}


@dataclass(frozen=True)
class Options:
    """What `keras-debug run` was asked to do.

    Attributes:
        script: The training script.
        arguments: Its command line.
        breakpoints: The schema's `TensorBreakpoint`s.
        ignored: The schema's `IgnoredFinding`s.
        execution: How models run.
        stop: Whether the first finding ends the run.
        files: Where reports are written, by the names in `FILES`.
        quiet: Whether nothing is printed but findings.
        max_epochs: At most so many epochs.
        max_steps_per_epoch: At most so many batches an epoch.
        device: Where to train.
        memory_budget: MiB that the tensors of a step may take.
        snapshot_every: Steps between two snapshots, at full speed; None for the usual.
        replay_memory: MiB that batches and snapshots may take, at full speed; None for the usual.
        snapshots_on: `device` or `host`, at full speed; None for the usual.
        record: Where digests of each step are written, for `keras-debug compare`.
    """

    script: Path
    arguments: tuple[str, ...]
    breakpoints: tuple[dict[str, Any], ...]
    ignored: tuple[dict[str, str], ...]
    execution: str
    stop: bool
    files: Mapping[str, Path]
    quiet: bool
    max_epochs: int | None
    max_steps_per_epoch: int | None
    device: str
    memory_budget: int | None
    record: Path | None = None
    snapshot_every: int | None = None
    replay_memory: int | None = None
    snapshots_on: str | None = None

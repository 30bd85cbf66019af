"""What `--help` says of kinds and conditions, in tables."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from pyadapter.core.condition import FIELDS
from pyadapter.core.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 79
_NAMES = max(len(entry.kind) for entry in KINDS) + 4


def epilog() -> str:
    """Return what stands below the options."""
    fields = ", ".join(name for name in FIELDS if name != "kind")
    parts = [
        "kinds of findings, and when they stop the run:",
        "\n".join(_kinds()),
        textwrap.fill(
            f"A condition is made of comparisons, and, or and not, over {fields}. `layer` is a path, and "
            'equals its last names, too; matches(layer, "dense*") takes a glob; `hits` counts how often the '
            "fault was seen.",
            WIDTH,
        ),
        textwrap.fill(
            "Exit code: 0 no finding, 3 a finding, 2 a wrong command line, otherwise the script's own.", WIDTH
        ),
    ]
    return "\n\n".join(parts)


def _kinds() -> Iterator[str]:
    for entry in KINDS:
        when = entry.description.removeprefix("Stop ")
        text = f"{when}; value: {entry.value}" if entry.value else when
        name = f"  {entry.kind}".ljust(_NAMES)
        yield textwrap.fill(text, WIDTH, initial_indent=name, subsequent_indent=" " * _NAMES)

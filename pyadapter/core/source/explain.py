"""What a check finds and why, for people who want to know: in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.source.check import Check


def explain(check: Check) -> str:
    """Return the documentation of a check."""
    return (
        f"# {check.title}\n\n`{check.code}` · {check.level}\n\n{check.why}\n\n"
        f"Found in:\n\n```python\n{check.faulty.strip()}\n```\n\n"
        f"Better:\n\n```python\n{check.healthy.strip()}\n```\n\n"
        f"Source: <{check.source}>\n\n"
        f"To leave it out on a line: `# keras-debug: ignore[{check.code}]`; in a file: "
        f"`# keras-debug: ignore-file[{check.code}]`; everywhere: the setting `kerasDebug.checks.severity`.\n"
    )

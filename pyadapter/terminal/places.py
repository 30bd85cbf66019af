"""Places in files as reports for programs name them: relative to the folder that the run was started in."""

from __future__ import annotations

from pathlib import Path


def relative(file: str, folder: Path) -> str | None:
    """Return a path below a folder with forward slashes, None for one that is elsewhere."""
    try:
        return Path(file).resolve().relative_to(folder.resolve()).as_posix()
    except (OSError, ValueError):
        return None

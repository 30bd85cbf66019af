"""`--fix`: writes the fixes that need no choice into files, and keeps all else to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyadapter.core.source.fixes.applying import applied, together
from pyadapter.terminal.check.checking import check_text
from pyadapter.terminal.check.files import Text

if TYPE_CHECKING:
    from pyadapter.terminal.check.checking import Checked, Wanted

_PASSES = 5
"""A fix can make another one possible: an activation that is right, the loss that it goes with."""


def fix_file(checked: Checked, wanted: Wanted, failed: dict[str, str]) -> tuple[Checked, int]:
    """Write what can be mended.

    A file that Python cannot parse, before or after, is left alone, and so are notebooks.

    Returns:
        The file as it is now, and how many diagnostics were mended.

    Raises:
        OSError: The file cannot be written.
    """
    before = checked
    mended = 0
    for _ in range(_PASSES):
        after, count = _mended(checked, wanted, failed)
        if count == 0:
            break
        checked, mended = after, mended + count
    if mended:
        content = checked.content
        Path(checked.path).write_bytes(content.text.encode(content.encoding))
    return (checked, mended) if mended else (before, 0)


def _mended(checked: Checked, wanted: Wanted, failed: dict[str, str]) -> tuple[Checked, int]:
    if checked.content.cells is not None or checked.left_out is not None:
        return checked, 0
    fixes = [next((fix for fix in each.fixes if fix.preferred), None) for each in checked.diagnostics]
    edits = together(fix for fix in fixes if fix is not None)
    if not edits:
        return checked, 0
    text = applied(checked.content.text, edits)
    after = check_text(checked.path, Text(text, checked.content.encoding), wanted, failed)
    count = len(checked.diagnostics) - len(after.diagnostics)
    if after.left_out is not None or count <= 0:
        return checked, 0  # it has done no good
    return after, count

"""Code lenses in the words of the protocol: the commands that the extension runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from pyadapter.language.positions import line_range

if TYPE_CHECKING:
    from pyadapter.core.source.lenses import Action
    from pyadapter.language.reader import Read

_COMMANDS: dict[Action, tuple[str, str]] = {
    "debug": ("$(debug-alt) Debug Keras fit", "kerasDebug.debugFile"),
    "full-speed": ("Full speed", "kerasDebug.debugFileFullSpeed"),
    "overfit": ("Overfit one batch", "kerasDebug.overfitOneBatch"),
    "check-data": ("Check the data", "kerasDebug.checkData"),
    "test-layer": ("$(beaker) Test alone", "kerasDebug.testLayer"),
    "show-model": ("$(type-hierarchy) Show model", "kerasDebug.showModelOf"),
}


def lenses_of(read: Read, program: str | None = None) -> list[types.CodeLens]:
    """Return the lenses of a file; notebooks and what was never saved are no scripts that could be run.

    Args:
        read: The file.
        program: The script that runs it, where it is a part of another one.
    """
    uri = read.source.key
    if read.source.is_notebook or not uri.startswith("file:"):
        return []
    found: list[types.CodeLens] = []
    for lens in read.outline.lenses:
        title, command = _COMMANDS[lens.action]
        about: dict[str, Any] = {"line": lens.line - 1}
        if lens.name is not None:
            about["name"] = lens.name
        if program is not None and lens.action != "test-layer":
            about["program"] = program
        found.append(
            types.CodeLens(line_range(lens.line), types.Command(title, command, arguments=[uri, about]))
        )
    return found

"""Which files are checked, and what they say: sources as they are, notebooks cell by cell."""

from __future__ import annotations

import io
import json
import os
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyadapter.core.source.notebook import Joined, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = (".py", ".ipynb")

SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__"})
"""Folders with other people's files; hidden ones and virtual environments are left out, too."""

_ENVIRONMENT = "pyvenv.cfg"


@dataclass(frozen=True)
class Text:
    """What is in a file.

    Attributes:
        text: All of it, ends of lines as they are, without a byte order mark.
        encoding: Of the file, as Python's `open` calls it; with one that writes the mark where there was one.
        cells: Of a notebook.
    """

    text: str
    encoding: str = "utf-8"
    cells: Joined | None = None


def found(paths: Iterable[Path], failed: dict[str, str]) -> list[Path]:
    """Return the files to check, none twice, in the order that they were asked for.

    Args:
        paths: Files, whatever they are called, and folders.
        failed: Is told of what cannot be read.
    """
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            files |= dict.fromkeys(_below(path, failed))
        elif path.exists():
            files[path] = None
        else:
            failed[str(path)] = "there is no such file"
    return list(files)


def _below(folder: Path, failed: dict[str, str]) -> Iterator[Path]:
    def tell(error: OSError) -> None:
        failed[str(error.filename)] = error.strerror or str(error)

    for home, folders, names in os.walk(folder, onerror=tell):
        folders[:] = sorted(each for each in folders if not _is_skipped(home, each))
        yield from (Path(home, name) for name in sorted(names) if name.endswith(SUFFIXES))


def _is_skipped(home: str, name: str) -> bool:
    if name.startswith(".") or name in SKIPPED:
        return True
    return os.path.exists(os.path.join(home, name, _ENVIRONMENT))  # noqa: PTH110, PTH118 -- asked very often


def read(path: Path) -> Text:
    """Read a file.

    Raises:
        OSError: It cannot be read.
        ValueError: It is no text, or no notebook.
    """
    return decoded(path.read_bytes(), notebook=path.suffix == ".ipynb")


def decoded(data: bytes, *, notebook: bool = False) -> Text:
    """Return what bytes say, in the encoding that they declare as Python's sources do.

    Raises:
        ValueError: They are no text, or no notebook.
    """
    if notebook:
        return _notebook(data)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Text(data.decode(encoding), encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        raise ValueError("it is no text in the encoding that it declares") from error


def _notebook(data: bytes) -> Text:
    try:
        content = json.loads(data)
        cells = ["".join(each["source"]) for each in content["cells"] if each["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("it is no notebook of the format 4") from error
    joined = join(cells)
    return Text(joined.text, cells=joined)

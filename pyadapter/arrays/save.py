"""Tensors in files of numpy's format, written a piece at a time: a device's tensor need not fit the host."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.arrays.view import ArrayView

_UNSAVED = {
    "sparse": "A sparse tensor has no file of its own: export its indices and its values",
    "ragged": "A ragged tensor has no file of its own: export its flat_values and its row_splits",
    "indexed-slices": "IndexedSlices have no file of their own: export their indices and their values",
}

_PIECE = 1 << 22
"""Values that are written at a time."""


def save(view: ArrayView, path: str) -> int:
    """Write an array into a `.npy` file; it appears as a whole or not at all, in place of one that is there.

    bfloat16 and the smaller floats are written as float32, int4 and the like as int8: numpy has no name for
    them that it can read without ml_dtypes.

    Args:
        view: The array.
        path: Of the file, absolute.

    Returns:
        Its size in bytes.

    Raises:
        TypeError: The array has no numbers or no values, or is not one array.
        OSError: The file cannot be written.
    """
    problem = _UNSAVED.get(view.kind)
    if problem is None and not view.symbolic and not view.numeric:
        problem = f"A tensor of dtype {view.dtype} has no numbers to export"
    if problem is not None:
        raise TypeError(problem)
    values = view.values
    dtype = values.part(0, 0).dtype
    dtype = native(np.empty(0, dtype)).dtype if dtype.kind not in "biufc" else dtype
    header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": values.shape}
    with _appearing(Path(path)) as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, values.count, _PIECE):
            part = values.part(start, min(start + _PIECE, values.count))
            part = part if part.dtype == dtype else native(part)
            file.write(np.ascontiguousarray(part).view(np.uint8).data)
        return file.tell()


@contextlib.contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that gets its name when it is complete; nothing is left of one that is not.

    On Linux also when the process is killed meanwhile: until then the file has no name at all. Elsewhere the
    next file of this name takes the place of what a killed process has left.
    """
    partial = path.with_name(f".{path.name}.partial")
    unnamed = _unnamed(path.parent)
    try:
        with unnamed or partial.open("wb") as file:
            yield file
            file.flush()
            if unnamed is not None:
                partial.unlink(missing_ok=True)
                # With a folder's descriptor, which is not looked at, Python follows the link that this is.
                os.link(f"/proc/self/fd/{file.fileno()}", partial, src_dir_fd=0)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _unnamed(folder: Path) -> IO[bytes] | None:
    flag: int | None = getattr(os, "O_TMPFILE", None)
    if flag is None:
        return None
    try:
        descriptor = os.open(folder, flag | os.O_WRONLY, 0o666)
    except OSError:  # a file system that has no such files; or what the other way fails with, too
        return None
    return os.fdopen(descriptor, "wb")

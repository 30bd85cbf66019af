"""Thumbnails: small pictures of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.batch.images import ImageFormat
    from pyadapter.core.numbers import Array


@dataclass(frozen=True)
class Thumbnail:
    """A small picture: RGBA bytes, row by row; what is not finite is transparent."""

    width: int
    height: int
    pixels: bytes


def thumbnail(image: Array, form: ImageFormat, longest: int) -> Thumbnail:
    """Draw an image small: each pixel is the mean of those that it stands for.

    Args:
        image: Numbers in the shape of a row.
        form: Of the column.
        longest: Pixels of the longer side, at least 1; small images stay as they are.
    """
    flat = image.ndim < 3  # noqa: PLR2004 -- without channels, or all in one
    plane = image.reshape(form.height, form.width, form.channels) if flat else image
    if form.channels_first:
        plane = np.moveaxis(plane, 0, -1)
    plane = plane[..., : 3 if form.channels >= 3 else 1]  # noqa: PLR2004 -- RGB
    scale = min(1.0, longest / max(form.height, form.width))
    height, width = max(1, round(form.height * scale)), max(1, round(form.width * scale))
    # Of very large images only some pixels: sixteen make a good mean, too.
    plane = plane[:: max(1, form.height // (4 * height)), :: max(1, form.width // (4 * width))]
    values = native(np.ascontiguousarray(plane).reshape(-1)).astype(np.float32)
    means = _averaged(values.reshape(plane.shape), height, width)
    with np.errstate(invalid="ignore", over="ignore"):
        grey = (means - form.lowest) * (255.0 / (form.highest - form.lowest))
    shown = np.asarray(np.isfinite(means).all(axis=-1))
    rgba = np.zeros((height, width, 4), np.uint8)
    rgba[..., :3] = np.where(shown[..., None], np.clip(np.nan_to_num(grey), 0, 255) + 0.5, 0).astype(np.uint8)
    rgba[..., 3] = np.where(shown, 255, 0)
    return Thumbnail(width, height, rgba.tobytes())


def _averaged(plane: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Average over rectangles of pixels; one that is not finite makes its mean so."""
    with np.errstate(invalid="ignore", over="ignore"):
        for axis, size in enumerate((height, width)):
            length = plane.shape[axis]
            if length == size:
                continue
            starts = np.arange(size) * length // size
            counts = np.diff(np.append(starts, length)).astype(np.float32)
            summed = np.add.reduceat(plane, starts, axis=axis)
            plane = np.divide(summed, counts.reshape((-1, *[1] * (plane.ndim - axis - 1))), dtype=np.float32)
    return plane

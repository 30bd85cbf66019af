"""Images: their layout and scale, what is odd about one, and small pictures of them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.digest import short_number
from pyadapter.core.numbers import kind_of, native, strided_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array

SMALLEST = 4
"""Pixels of a side from which three axes with 1, 3 or 4 channels are an image."""

SMALLEST_PLANE = 16
"""Pixels of a side from which two axes are an image; below, and where one side is much longer, they are
rather a sequence of vectors."""

CHANNELS = (1, 3, 4)

CLIPPED = 0.05
"""Share of values at the white end of the scale from which an image of many shades is clipped: where
each of 256 shades has 1 in 256, ten times as many are no coincidence, and are seen as a white spot."""

SHADES = 32
"""Distinct values from which an image is no drawing, whose white background nobody has cut off."""

ALIKE = 0.5
"""Correlation of neighbours from which vectors are images: MNIST has 0.8 beside and below, noise none."""

OUTSIDE = 0.01
"""How far outside of the scale, in its widths, rounding and interpolation may lead."""

UNBOUNDED = 2.5
"""Standard deviations around the mean that are shown of an image without a known scale: the greys of 99 % of
normally distributed values differ."""


LOOKED_AT = 1 << 14
"""Values of an image by which its scale is judged: the extremes of so many are close to those of all."""


@dataclass(frozen=True)
class ImageFormat:
    """How the images of a column are stored.

    Attributes:
        height: Pixels.
        width: Pixels.
        channels: 1 is grey, 3 is RGB, and of 4 the first three are shown.
        channels_first: Whether a row is (channels, height, width).
        scale: In words.
        lowest: What is shown black.
        highest: What is shown white.
        bounded: Whether `lowest` and `highest` are ends which values do not leave.
    """

    height: int
    width: int
    channels: int
    channels_first: bool
    scale: str = ""
    lowest: float = 0.0
    highest: float = 1.0
    bounded: bool = True


def layout_of(
    shape: Sequence[int | None], *, prefer_first: bool = False, plane: bool = False
) -> ImageFormat | None:
    """Read the shape of one row as that of an image.

    Args:
        shape: Without the batch's axis.
        prefer_first: What to take where both orders of axes are possible.
        plane: Whether two axes of any size are an image: their dtype says so.

    Returns:
        The format without its scale, or None.
    """
    if any(size is None or size < 1 for size in shape):
        return None
    sizes = [int(size or 0) for size in shape]
    if len(sizes) == 2:  # noqa: PLR2004 -- height and width
        least = SMALLEST if plane else SMALLEST_PLANE
        fits = min(sizes) >= least and max(sizes) <= 2 * min(sizes)
        return ImageFormat(sizes[0], sizes[1], 1, channels_first=False) if fits else None
    if len(sizes) != 3:  # noqa: PLR2004 -- and channels
        return None
    last = sizes[2] in CHANNELS and min(sizes[:2]) >= SMALLEST
    first = sizes[0] in CHANNELS and min(sizes[1:]) >= SMALLEST
    if first and (prefer_first or not last):
        return ImageFormat(sizes[1], sizes[2], sizes[0], channels_first=True)
    return ImageFormat(sizes[0], sizes[1], sizes[2], channels_first=False) if last else None


def flat_layout_of(rows: Array) -> ImageFormat | None:
    """Read vectors as images whose axes were made one, as for a model of dense layers.

    Args:
        rows: Numbers of shape (images, values).

    Returns:
        The format of square images without its scale, when values are like those beside and below them.
    """
    for channels in (1, 3):
        side = math.isqrt(rows.shape[1] // channels)
        if side >= SMALLEST_PLANE and side * side * channels == rows.shape[1]:
            form = ImageFormat(side, side, channels, channels_first=False)
            if all(_alike(rows, lag) >= ALIKE for lag in (channels, channels * side)):
                return form
    return None


def _alike(rows: Array, lag: int) -> float:
    """Correlate values with those that come so much later."""
    one, other = rows[:, :-lag].astype(np.float64), rows[:, lag:].astype(np.float64)
    finite = np.isfinite(rows).all(axis=1)
    one, other = one[finite] - one[finite].mean(), other[finite] - other[finite].mean()
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / size if 0 < size < math.inf else 0.0


def scale_of(images: Array) -> tuple[str, float, float, bool]:
    """Find the scale of images by the vote of each: one that was forgotten to be scaled must not decide.

    Args:
        images: Numbers of shape (images, ...).

    Returns:
        `scale`, `lowest`, `highest` and `bounded` of the format.
    """
    if images.dtype == np.uint8:
        end = 255.0 if not images.size or images.max() > 1 else 1.0
        return f"0 to {end:.0f}", 0.0, end, True
    votes: Counter[str] = Counter()
    kept: dict[str, list[NDArray[np.float64]]] = {}
    whole = kind_of(images.dtype) in {"b", "i"}
    for image in images:
        values = native(np.ascontiguousarray(strided_sample(image, LOOKED_AT))).astype(np.float64)
        values = values[np.isfinite(values)]
        if values.size:
            vote = _vote(values, whole=whole)
            # An image of one value fits to many scales.
            votes[vote] += 1 if values.min() == values.max() else 1000
            kept.setdefault(vote, []).append(values)
    scale = votes.most_common(1)[0][0] if votes else "0 to 1"
    if scale in _ENDS:
        return (scale, *_ENDS[scale], True)
    values = np.concatenate(kept[scale])
    mean, deviation = float(values.mean()), float(values.std()) or 1.0
    low = max(float(values.min()), mean - UNBOUNDED * deviation)
    high = min(float(values.max()), mean + UNBOUNDED * deviation)
    if scale == "other":
        scale = f"{short_number(float(values.min()))} to {short_number(float(values.max()))}"
    return scale, low, high if high > low else low + 1.0, False


_ENDS = {"0 to 1": (0.0, 1.0), "0 to 255": (0.0, 255.0), "−1 to 1": (-1.0, 1.0), "0 to 65535": (0.0, 65535.0)}


def _vote(values: NDArray[np.float64], *, whole: bool) -> str:
    """Name the scale of one image; floats between 1 and 2 are 0 to 1 made brighter."""
    low, high = float(values.min()), float(values.max())
    slack = 1e-3
    if low >= -slack:
        if high <= (1 if whole else 2):
            return "0 to 1"
        if high <= 255 + slack and (whole or high > 16):  # noqa: PLR2004 -- no image of 256 shades is so dark
            return "0 to 255"
        return "0 to 65535" if whole and high <= 65535 else "other"  # noqa: PLR2004 -- 16 bits
    if low >= -1 - slack and high <= 1 + slack:
        return "−1 to 1"
    # Standardised over the data set, an image has a mean within some deviations and a range of a few.
    return "standardised" if low > -8 and high < 8 and values.std() < 4 else "other"  # noqa: PLR2004 -- see above


def flags_of(image: Array, form: ImageFormat) -> list[str]:
    """Say what is odd about one image.

    Args:
        image: Numbers in the shape of a row.
        form: Of the column.
    """
    values = native(np.ascontiguousarray(image).reshape(-1))
    finite = np.isfinite(values) if values.dtype.kind in "fc" else np.ones(values.size, dtype=bool)
    bad = values.size - int(np.count_nonzero(finite))
    flags = [f"{bad} of {values.size} values not finite"] if bad else []
    values = values[finite] if bad else values
    if not values.size:
        return flags
    low, high = float(values.min()), float(values.max())
    if low == high:
        return [*flags, f"constant: every value is {short_number(low)}"]
    if not form.bounded:
        return flags
    width = (form.highest - form.lowest) * OUTSIDE
    if low < form.lowest - width or high > form.highest + width:
        flags.append(f"outside of {form.scale}: {short_number(low)} to {short_number(high)}")
        return flags
    share = float(np.count_nonzero(values >= form.highest)) / values.size
    if share >= CLIPPED and np.unique(values[: 1 << 16]).size >= SHADES:
        flags.append(f"clipped: {share:.0%} of the values are {short_number(form.highest)}")
    return flags

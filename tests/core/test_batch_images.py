"""Images of a batch: layout, scale, flags and thumbnails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.batch.images import ImageFormat, flags_of, layout_of, scale_of
from pyadapter.core.batch.oddities import odd_images
from pyadapter.core.batch.thumbnails import thumbnail
from pyadapter.core.numbers import never

RNG = np.random.default_rng(0)


def pixels(picture: object) -> np.ndarray:
    return np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 4)  # type: ignore[attr-defined]  # a Thumbnail


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((32, 48, 3), (32, 48, 3, False)),
        ((3, 32, 48), (32, 48, 3, True)),
        ((28, 28), (28, 28, 1, False)),
        ((28, 28, 1), (28, 28, 1, False)),
        ((64, 64, 4), (64, 64, 4, False)),
        ((100, 6), None),
        ((128, 2, 3), None),
        ((32, 32, 16), None),
        ((None, None, 3), None),
        ((10,), None),
        ((0, 0, 3), None),
    ],
)
def test_the_shape_of_a_row_says_whether_it_is_an_image(
    shape: tuple[int | None, ...], expected: tuple[int, int, int, bool] | None
) -> None:
    form = layout_of(shape)
    found = None if form is None else (form.height, form.width, form.channels, form.channels_first)
    assert found == expected


def test_where_both_orders_are_possible_keras_decides() -> None:
    assert not layout_of((3, 40, 3)) or not layout_of((4, 40, 3)).channels_first  # type: ignore[union-attr]  # it is one
    assert layout_of((4, 40, 4), prefer_first=True).channels_first  # type: ignore[union-attr]  # it is one


UNIT = RNG.random((6, 8, 8, 3))


@pytest.mark.parametrize(
    ("images", "scale", "ends"),
    [
        (UNIT.astype("float32"), "0 to 1", (0, 1)),
        ((UNIT * 255).astype("uint8"), "0 to 255", (0, 255)),
        ((UNIT * 255).astype("float32"), "0 to 255", (0, 255)),
        ((UNIT * 255).astype("int32"), "0 to 255", (0, 255)),
        (UNIT * 2 - 1, "−1 to 1", (-1, 1)),
        ((UNIT > 0.5).astype("uint8"), "0 to 1", (0, 1)),
        ((UNIT * 60000).astype("uint16"), "0 to 65535", (0, 65535)),
        (np.zeros((3, 8, 8)), "0 to 1", (0, 1)),
        (np.full((3, 8, 8), np.nan), "0 to 1", (0, 1)),
    ],
)
def test_the_scale_is_detected(images: np.ndarray, scale: str, ends: tuple[float, float]) -> None:
    assert scale_of(images) == (scale, *ends, True)


def test_standardised_images_are_shown_around_their_mean() -> None:
    scale, low, high, bounded = scale_of(RNG.normal(size=(6, 8, 8, 3)))
    assert (scale, bounded) == ("standardised", False)
    assert -3 < low < -1.5 < 1.5 < high < 3


def test_one_image_that_was_forgotten_to_be_scaled_does_not_decide() -> None:
    images = UNIT.copy()
    images[2] *= 255
    scale, low, high, bounded = scale_of(images)
    assert scale == "0 to 1"
    form = ImageFormat(8, 8, 3, False, scale, low, high, bounded)
    assert odd_images(enumerate(images), form, never) == ["outside of 0 to 1: row 2"]


def test_constant_clipped_and_broken_images_are_flagged() -> None:
    form = ImageFormat(16, 16, 1, channels_first=False)
    image = RNG.random((16, 16))
    assert flags_of(image, form) == []
    assert flags_of(np.full((16, 16), 0.25), form) == ["constant: every value is 0.25"]
    assert flags_of(np.where(image > 0.6, 1, image), form) == [
        f"clipped: {np.mean(image > 0.6):.0%} of the values are 1"
    ]
    assert flags_of((image > 0.5).astype(float), form) == []  # a drawing
    image[0, 0] = np.nan
    assert flags_of(image, form) == ["1 of 256 values not finite"]
    assert flags_of(np.full((16, 16), np.inf), form) == ["256 of 256 values not finite"]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 60))
def test_a_thumbnail_fits_and_keeps_the_mean(height: int, width: int, longest: int) -> None:
    image = np.random.default_rng(height * 41 + width).random((height, width, 3))
    form = ImageFormat(height, width, 3, channels_first=False)
    small = thumbnail(image, form, longest)

    assert max(small.height, small.width) == min(longest, max(height, width))
    assert len(small.pixels) == small.height * small.width * 4
    assert (pixels(small)[..., 3] == 255).all()
    if longest >= max(height, width):
        assert np.abs(pixels(small)[..., :3] - image * 255).max() <= 0.5001


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 4))
def test_a_pixel_is_the_mean_of_those_that_it_stands_for(height: int, width: int, factor: int) -> None:
    blocks = np.random.default_rng(factor).integers(0, 256, (height, width, 1))
    image = np.kron(blocks, np.ones((factor, factor, 1))).astype("uint8")
    form = ImageFormat(height * factor, width * factor, 1, False, "0 to 255", 0, 255)
    small = thumbnail(image, form, max(height, width))

    assert (pixels(small)[..., 0] == blocks[..., 0]).all()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32", "uint8", "bool"])
def test_images_of_any_dtype_and_order_are_drawn(dtype: str) -> None:
    image = np.zeros((3, 6, 5), dtype)
    image[0] = 1
    form = ImageFormat(6, 5, 3, channels_first=True)

    assert pixels(thumbnail(image, form, 9))[2, 3].tolist() == [255, 0, 0, 255]


def test_what_is_not_finite_is_transparent_however_small_it_is() -> None:
    image = np.full((40, 40, 3), 0.5)
    image[11, 11, 1] = np.nan
    image[30, 30, 1] = np.inf
    alpha = pixels(thumbnail(image, ImageFormat(40, 40, 3, channels_first=False), 20))[..., 3]
    assert [tuple(place) for place in np.argwhere(alpha == 0)] == [(5, 5), (15, 15)]

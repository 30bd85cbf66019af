"""Each value that is not finite is listed once, in C order, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.bad_indices import LIMIT, BadIndices, bad_indices
from pyadapter.core.health import is_finite
from pyadapter.core.numbers import in_order, never
from tests.core.strategies import floats, integers

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array


def listed(array: Array, start: int = 0, count: int = LIMIT, **options: Any) -> BadIndices:
    def suspects(begin: int, stop: int) -> Array | None:
        values = in_order(array, begin, stop)
        return None if is_finite(values) else values

    return bad_indices(array.shape, suspects, 5, start, count, options.get("out_of_time", never))


@given(floats(), st.integers(-1, 5), st.integers(0, 5))
def test_a_page_is_numpys(array: Array, start: int, count: int) -> None:
    found = listed(array, start, count)
    exact = array.astype(np.float64)
    expected = [tuple(map(int, index)) for index in np.argwhere(~np.isfinite(exact))]
    assert found.total == len(expected)
    assert not found.sampled
    assert [index for index, _ in found.indices] == expected[max(0, start) : max(0, start) + count]
    values = {"NaN": "nan", "+Inf": "inf", "−Inf": "-inf"}
    assert all(values[name] == str(float(exact[index])) for index, name in found.indices)


@given(integers())
def test_integers_are_all_finite(array: Array) -> None:
    assert listed(array) == BadIndices(0, ())


def test_a_page_is_never_longer_than_the_limit() -> None:
    found = listed(np.full(LIMIT * 2, np.nan), 3, 10**6)
    assert (found.total, len(found.indices), found.indices[0][0]) == (LIMIT * 2, LIMIT, (3,))


def test_out_of_time_is_said() -> None:
    found = listed(np.full(100, np.inf), out_of_time=lambda: True)
    assert (found.total, found.sampled) == (5, True)


def test_complex_numbers_are_bad_when_a_part_is() -> None:
    array = np.array([complex(0, np.nan), complex(1, -np.inf), 2])
    assert listed(array).indices == (((0,), "NaN"), ((1,), "+Inf"))

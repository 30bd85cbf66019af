"""The number that ties a stop's event to debugpy's."""

from __future__ import annotations

import pytest

from pyadapter.protocol.stop import stop_number, stop_text


def test_the_number_is_found_again() -> None:
    assert stop_number(stop_text(12, "NaN in Log: 3 of 4")) == 12


@pytest.mark.parametrize(
    "text", ["", "ValueError", "keras-debug:", "keras-debug: 1", "keras-debug:x: y", "keras-debug:²: y"]
)
def test_any_other_text_has_none(text: str) -> None:
    assert stop_number(text) is None

"""Looking for tensors that the program still holds leaves its other objects alone."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import tensorflow as tf

from pyadapter.probe.inspection.live import alive

pytestmark = pytest.mark.tensorflow


def identity_of(tensor: Any) -> int:
    return int(tensor._id)  # noqa: SLF001 -- what ops are recorded with


def test_tensors_are_found_by_what_ops_were_recorded_with() -> None:
    one, other = tf.constant(1.0), tf.constant(2.0)
    found = alive([identity_of(one), identity_of(other), identity_of(tf.constant(3.0))])
    assert found[identity_of(one)] is one
    assert len(found) == 2


def test_other_threads_can_make_tuples_meanwhile() -> None:
    """Python refuses to finish a tuple that somebody else has got hold of."""
    kept, done = tf.constant(1.0), threading.Event()

    def look() -> None:
        while not done.is_set():
            alive([identity_of(kept)])

    def number(each: int) -> int:
        time.sleep(0.002)
        return each

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(10):
            assert len(tuple(number(each) for each in range(12))) == 12
    finally:
        done.set()
        looking.join()

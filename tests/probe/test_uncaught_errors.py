"""Errors that end a script: which of them are told, and that they are told once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.conftest import line_of
from tests.probe.failures import FAILING, Failing, check, model_of
from tests.probe.workloads import data

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched
    from tests.probe.failures import Place

pytestmark = pytest.mark.tensorflow


def here(marker: str) -> Place:
    return __file__, line_of(marker, __file__)


def test_a_hand_written_loop_is_told_as_the_script_ends(errors: Watched) -> None:
    def loop() -> None:
        x, y = data()
        weight = tf.Variable(tf.zeros((8, 1)))
        for _ in range(2):
            with tf.GradientTape():
                predicted = tf.constant(x) @ weight
                if float(predicted[0, 0]) == 0:
                    raise ArithmeticError(y[0])  # @loop

    uncaught(loop)
    check(errors.only, "exception", here("loop"), "loop")
    assert errors.only.step == 0


def test_building_a_model_is_told_as_the_script_ends(errors: Watched) -> None:
    def build() -> None:
        layers.Dense(2)(keras.Input((None,)))  # @dense

    uncaught(build)
    check(errors.only, "shape-mismatch", here("dense"), "build")


def test_other_errors_of_a_script_are_its_own_business(errors: Watched) -> None:
    def read() -> None:
        raise FileNotFoundError("data.csv")

    def arrays() -> None:
        np.zeros((3, 2)) @ np.zeros((3, 2))

    uncaught(read)
    model_of().fit(*data(), verbose=0)
    uncaught(read)
    uncaught(arrays)
    assert errors.findings == []


def test_an_error_is_told_once(errors: Watched) -> None:
    def train() -> None:
        x, y = data()
        try:
            model_of(Failing()).fit(x, y, verbose=0)
        except Exception as error:
            message = "training failed"
            raise RuntimeError(message) from error

    uncaught(train)
    check(errors.only, "exception", FAILING, "call")


def uncaught(function: Callable[[], None]) -> None:
    """End a script with the error of a function, as Python does."""
    try:
        function()
    except Exception as error:  # noqa: BLE001 -- whatever it is
        hook, sys.stderr = sys.stderr, None
        try:
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            sys.stderr = hook

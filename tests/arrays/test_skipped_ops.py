"""The list of ops that are not looked at, against TensorFlow itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework import op_def_registry

from pyadapter.core.detectors.skipped_ops import IGNORED_OUTPUTS, SKIPPED_OPS

pytestmark = pytest.mark.tensorflow

LARGEST = np.finfo(np.float32).max
FINITE = np.array([LARGEST, -LARGEST, 1e-45, -1e-45, 0.0, -0.0, 1.0, -1.0, 88.8, -88.8, 1e19], np.float32)
WITH_INFINITIES = np.concatenate([FINITE, [np.inf, -np.inf]]).astype(np.float32)

UNARY = [
    *("Abs", "Atan", "Ceil", "Erf", "Erfc", "Floor", "Neg", "Relu", "Relu6", "Rint", "Round"),
    *("Sigmoid", "Sign", "Softplus", "Tanh", "Identity", "StopGradient", "OnesLike", "ZerosLike"),
]
BINARY = ["Maximum", "Minimum"]


@pytest.mark.parametrize("op", sorted({*SKIPPED_OPS, *IGNORED_OUTPUTS}))
def test_each_name_is_an_op_of_tensorflow(op: str) -> None:
    assert op_def_registry.get(op) is not None


@pytest.mark.parametrize("op", UNARY)
def test_a_function_of_one_value_makes_nothing_bad(op: str) -> None:
    assert op in SKIPPED_OPS
    function = op_named(op)
    assert np.isfinite(function(tf.constant(FINITE)).numpy()).all()
    assert not np.isnan(function(tf.constant(WITH_INFINITIES)).numpy()).any()


@pytest.mark.parametrize("op", BINARY)
def test_a_function_of_two_values_makes_nothing_bad(op: str) -> None:
    assert op in SKIPPED_OPS
    for values, is_good in ((FINITE, np.isfinite), (WITH_INFINITIES, lambda x: ~np.isnan(x))):
        left, right = (tf.constant(side.reshape(-1)) for side in np.meshgrid(values, values))
        assert is_good(op_named(op)(left, right).numpy()).all()


@pytest.mark.parametrize("op", ["Max", "Min"])
def test_an_extreme_of_values_is_one_of_them(op: str) -> None:
    for values in (FINITE, WITH_INFINITIES):
        extreme = getattr(tf.raw_ops, op)(input=tf.constant(values), axis=tf.constant([0]))
        assert extreme.numpy() in values


def test_the_gradient_of_relu_makes_nan_of_infinity_and_is_looked_at() -> None:
    gradient = tf.raw_ops.ReluGrad(gradients=[np.inf], features=[-1.0])
    assert np.isnan(gradient.numpy()).all()
    assert "ReluGrad" not in SKIPPED_OPS


def op_named(name: str) -> Any:
    raw = getattr(tf.raw_ops, name)
    names = [argument.name for argument in op_def_registry.get(name).input_arg]
    return lambda *inputs: raw(**dict(zip(names, inputs, strict=True)))

"""Layers, weights and learning rates, as a source spells them out."""

from __future__ import annotations

import pytest

from tests.core.source.judged import codes, judged


def trained(layers: str, optimizer: str = "keras.optimizers.Adam(1e-3)", callbacks: str = "[]") -> str:
    """Write a small regression with hidden layers and an optimizer."""
    return f"""
        model = keras.Sequential([keras.Input((4,)), {layers}, layers.Dense(1)])
        model.compile({optimizer}, "mse")
        model.fit(np.zeros((64, 4)), np.zeros(64), callbacks={callbacks})
    """


RELU = 'layers.Dense(16, "relu")'


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        ("layers.Dense(64)", "linear-stack"),
        (f"{RELU}, layers.Dropout(0.9)", "dropout-high"),
        ('layers.Dense(16, "relu", kernel_initializer="zeros")', "weight-init"),
        ('layers.Dense(16, "relu", kernel_initializer="ones")', "weight-init"),
    ],
)
def test_layers_that_cannot_learn(layers: str, code: str) -> None:
    assert code in codes(trained(layers))


@pytest.mark.parametrize(
    "layers",
    [
        RELU,
        f"{RELU}, layers.Dropout(0.5)",
        "layers.Dense(16), layers.BatchNormalization(), layers.ReLU()",
        "layers.Dense(16), layers.LeakyReLU(0.2)",
        'layers.Dense(16), layers.Activation("relu")',
        'layers.Dense(16, "tanh"), layers.Dense(16, "tanh"), layers.Dense(16, "tanh")',
        'layers.Dense(16, "relu", bias_initializer="ones")',
    ],
)
def test_layers_that_are_usual(layers: str) -> None:
    assert codes(trained(layers)) == []


def test_a_linear_autoencoder_is_meant() -> None:
    assert codes("""
        model = keras.Sequential([keras.Input((100,)), layers.Dense(10), layers.Dense(100)])
        model.compile(keras.optimizers.Adam(1e-3), "mse")
    """) == []  # fmt: skip


def test_a_last_layer_may_begin_at_zero() -> None:
    assert codes("""
        model = keras.Sequential([
            keras.Input((4,)), layers.Dense(8, "relu"), layers.Dense(1, kernel_initializer="zeros")
        ])
        model.compile(keras.optimizers.Adam(1e-3), "mse")
    """) == []  # fmt: skip


def test_a_dropout_of_the_answers() -> None:
    (found,) = judged("""
        model = keras.Sequential([keras.Input((4,)), layers.Dense(1), layers.Dropout(0.5)])
        model.compile(keras.optimizers.Adam(1e-3), "mse")
    """)
    assert found.code == "dropout-high"
    assert "is the last layer" in found.message


@pytest.mark.parametrize(
    ("optimizer", "code"),
    [
        ("keras.optimizers.Adam(learning_rate=1.0)", "learning-rate-high"),
        ("keras.optimizers.SGD(learning_rate=20.0)", "learning-rate-high"),
        ("keras.optimizers.Adam(-1e-3)", "learning-rate-high"),
        ("keras.optimizers.Adam(learning_rate=0.0)", "learning-rate-low"),
    ],
)
def test_learning_rates_that_are_far_off(optimizer: str, code: str) -> None:
    assert codes(trained(RELU, optimizer)) == [code]


@pytest.mark.parametrize(
    "optimizer",
    [
        "keras.optimizers.Adam(3e-4)",
        "keras.optimizers.Adam(1e-6)",
        "keras.optimizers.Adam(0.1)",
        "keras.optimizers.SGD(0.5, momentum=0.9)",
        "keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.0, 100, warmup_target=0.1))",
        "keras.optimizers.Adam(rate)",
        "own_optimizer()",
    ],
)
def test_learning_rates_that_are_meant(optimizer: str) -> None:
    assert codes(trained(RELU, optimizer)) == []


def test_a_callback_may_move_a_rate_of_zero() -> None:
    optimizer = "keras.optimizers.Adam(learning_rate=0.0)"
    assert codes(trained(RELU, optimizer, "[keras.callbacks.LearningRateScheduler(warm_up)]")) == []

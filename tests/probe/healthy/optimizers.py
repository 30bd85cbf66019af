"""Optimizers, and learning rates that move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
from keras import layers, optimizers

from tests.probe.healthy.common import fit, labels, logits, normal, targets

if TYPE_CHECKING:
    from collections.abc import Callable


def network() -> Any:
    """Return a small classifier."""
    return keras.Sequential([keras.Input((6,)), layers.Dense(12, activation="relu"), layers.Dense(3)])


def train(optimizer: Any, **options: Any) -> None:
    """Train it."""
    x = normal(48, 6)
    fit(network(), x, labels(x), optimizer=optimizer, **options)


def gradient_descent() -> None:
    train(optimizers.SGD(0.05))
    train(optimizers.SGD(0.05, momentum=0.9, nesterov=True))
    train(optimizers.SGD(0.05, global_clipnorm=0.5, weight_decay=1e-4))


def adaptive_optimizers() -> None:
    for made in (
        optimizers.Adam(amsgrad=True),
        optimizers.AdamW(),
        optimizers.Nadam(),
        optimizers.Adamax(),
        optimizers.RMSprop(centered=True),
    ):
        train(made, epochs=2)


def unusual_optimizers() -> None:
    for made in (
        optimizers.Lion(1e-3),
        optimizers.Adafactor(),
        optimizers.Ftrl(0.05),
        optimizers.Adadelta(),
        optimizers.Lamb(),
        optimizers.Muon(),
    ):
        train(made, epochs=2)


def sparse_gradients() -> None:
    model = keras.Sequential(
        [keras.Input((4,), dtype="int32"), layers.Embedding(500, 8), layers.Flatten(), layers.Dense(3)]
    )
    x = (abs(normal(48, 4)) * 100).astype("int32")
    fit(model, x, x[:, 0] % 3, optimizer=optimizers.Adagrad(clipnorm=1.0, use_ema=True))


def averages_and_accumulation() -> None:
    train(optimizers.Adam(use_ema=True, ema_overwrite_frequency=3))
    train(optimizers.Adam(gradient_accumulation_steps=4), epochs=4)


def warm_up_and_restarts() -> None:
    train(optimizers.AdamW(optimizers.schedules.CosineDecay(0.0, 12, warmup_target=1e-2, warmup_steps=6)))
    train(optimizers.SGD(optimizers.schedules.CosineDecayRestarts(0.1, 4)), epochs=6)


def rates_moved_by_callbacks() -> None:
    callbacks = [
        keras.callbacks.LearningRateScheduler(lambda epoch, _: 0.05 if epoch % 2 else 0.005),
        keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1),
        keras.callbacks.TerminateOnNaN(),
    ]
    train(optimizers.Adam(), epochs=8, callbacks=callbacks)


def tiny_rates() -> None:
    """A first look at transfer: the head learns at the rate of fine-tuning."""
    train(optimizers.Adam(1e-5))


def one_optimizer_for_two_phases() -> None:
    """Weights and the state of the optimizer go on in a second model."""
    x = normal(48, 6)
    first, second = network(), network()
    fit(first, x, labels(x))
    second.set_weights(first.get_weights())
    optimizer = optimizers.Adam()
    optimizer.build(second.trainable_variables)
    for mine, other in zip(optimizer.variables, first.optimizer.variables, strict=True):
        mine.assign(other)
    fit(second, x, labels(x), optimizer=optimizer)


def scaled_losses() -> None:
    model = keras.Sequential([keras.Input((6,)), layers.Dense(12, activation="tanh"), layers.Dense(1)])
    x = normal(48, 6)
    fit(model, x, targets(x), loss="mse", optimizer=optimizers.Adam(loss_scale_factor=1024.0))
    fit(network(), x, labels(x), loss=logits(), optimizer=optimizers.LossScaleOptimizer(optimizers.SGD(0.05)))


WORKLOADS: list[Callable[[], None]] = [
    gradient_descent, adaptive_optimizers, unusual_optimizers, sparse_gradients, averages_and_accumulation,
    warm_up_and_restarts, rates_moved_by_callbacks, tiny_rates, one_optimizer_for_two_phases, scaled_losses,
]  # fmt: skip

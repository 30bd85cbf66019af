"""Loops and steps that are written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from tests.probe.healthy.common import RNG, labels, logits, normal, targets

if TYPE_CHECKING:
    from collections.abc import Callable


def network(width: int, units: int, name: str | None = None) -> Any:
    """Return a small network."""
    hidden = layers.Dense(12, activation="relu")
    return keras.Sequential([keras.Input((width,)), hidden, layers.Dense(units)], name=name)


def plain_loop() -> None:
    model, optimizer, loss_of = network(6, 3), keras.optimizers.Adam(), logits()
    x = normal(48, 6)
    for step in range(20):
        rows = slice(step % 3 * 16, step % 3 * 16 + 16)
        with tf.GradientTape() as tape:
            loss = loss_of(labels(x)[rows], model(x[rows], training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)


def bare_variables() -> None:
    """Linear regression with two variables and no optimizer."""
    weight, bias = tf.Variable(tf.zeros([3, 1])), tf.Variable(0.0)
    x = normal(32, 3)
    y = x @ np.array([[1.0], [2.0], [-1.0]], "float32") + 0.5
    for _ in range(20):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(x @ weight + bias - y))
        slopes = tape.gradient(loss, [weight, bias])
        weight.assign_sub(0.1 * slopes[0])
        bias.assign_sub(0.1 * slopes[1])


def accumulated_by_hand() -> None:
    model, optimizer, loss_of = network(6, 3), keras.optimizers.SGD(0.05), logits()
    x = normal(64, 6)
    for _ in range(4):
        sums = [tf.zeros_like(variable) for variable in model.trainable_variables]
        for first in range(0, 64, 16):
            with tf.GradientTape() as tape:
                loss = loss_of(labels(x)[first : first + 16], model(x[first : first + 16])) / 4
            found = tape.gradient(loss, model.trainable_variables)
            sums = [one + other for one, other in zip(sums, found, strict=True)]
        optimizer.apply(sums, model.trainable_variables)


def own_train_step() -> None:
    class Denoiser(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.network = network(6, 6)

        def call(self, x: Any) -> Any:
            return self.network(x)

        def train_step(self, data: Any) -> Any:
            x, _ = data
            noisy = x + keras.random.normal(ops.shape(x), stddev=0.3)
            with tf.GradientTape() as tape:
                loss = self.compute_loss(x, x, self(noisy, training=True))
            self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
            return {"loss": loss}

    model = Denoiser()
    model.compile("adam", "mse")
    model.fit(normal(48, 6), normal(48, 6), batch_size=16, epochs=4, verbose=0)


def gradient_penalty() -> None:
    """Two networks, nested tapes, a norm: a hand-written adversarial step."""
    critic = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="tanh"), layers.Dense(1)])
    maker = keras.Sequential([keras.Input((2,)), layers.Dense(4)])
    optimizers = keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3)
    for _ in range(8):
        with tf.GradientTape() as tape:
            made = maker(normal(16, 2))
            with tf.GradientTape() as inner:
                inner.watch(made)
                score = critic(made)
            slope = tf.sqrt(tf.reduce_sum(inner.gradient(score, made) ** 2, axis=1) + 1e-12)
            loss = tf.reduce_mean(critic(normal(16, 4)) - score) + tf.reduce_mean((slope - 1) ** 2)
        optimizers[0].apply(tape.gradient(loss, critic.trainable_variables), critic.trainable_variables)
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(critic(maker(normal(16, 2))))
        optimizers[1].apply(tape.gradient(loss, maker.trainable_variables), maker.trainable_variables)


def adversarial_fit() -> None:
    """Generator and discriminator in a `train_step`, each with its own optimizer."""

    class Game(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.generator = keras.Sequential(
                [keras.Input((3,)), layers.Dense(12, activation="relu"), layers.Dense(6, activation="tanh")]
            )
            self.judge = network(6, 1)
            self.other = keras.optimizers.Adam(1e-3)

        def train_step(self, real: Any) -> Any:
            rows, entropy = ops.shape(real)[0], keras.losses.BinaryCrossentropy(from_logits=True)
            noise = keras.random.normal((rows, 3))
            both = ops.concatenate([real, self.generator(noise)], axis=0)
            kinds = ops.concatenate([ops.ones((rows, 1)), ops.zeros((rows, 1))], axis=0)
            with tf.GradientTape() as tape:
                judged = entropy(kinds, self.judge(both))
            slopes = tape.gradient(judged, self.judge.trainable_variables)
            self.optimizer.apply(slopes, self.judge.trainable_variables)
            with tf.GradientTape() as tape:
                fooled = entropy(ops.ones((rows, 1)), self.judge(self.generator(noise)))
            slopes = tape.gradient(fooled, self.generator.trainable_variables)
            self.other.apply(slopes, self.generator.trainable_variables)
            return {"judged": judged, "fooled": fooled}

    model = Game()
    model.compile(keras.optimizers.Adam(1e-3))
    model.fit(np.tanh(normal(64, 6)), batch_size=16, epochs=6, verbose=0)


def game_with_two_compiled_models() -> None:
    """The classical form: `train_on_batch` of a discriminator and of both, in which it is frozen."""
    judge, generator = network(4, 1, "judge"), network(2, 4, "generator")
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    judge.compile(keras.optimizers.Adam(1e-3), entropy)
    judge.trainable = False
    noise = keras.Input((2,))
    both = keras.Model(noise, judge(generator(noise)))
    both.compile(keras.optimizers.Adam(1e-3), entropy)
    for _ in range(8):
        judge.trainable = True
        rows = np.concatenate([normal(8, 4), generator(normal(8, 2)).numpy()])
        judge.train_on_batch(rows, np.repeat([[1.0], [0.0]], 8, axis=0))
        judge.trainable = False
        both.train_on_batch(normal(8, 2), np.ones((8, 1)))


def policy_gradient() -> None:
    """REINFORCE on a bandit: the loss has no meaning by itself, and jumps about zero."""
    policy, optimizer = network(4, 3), keras.optimizers.Adam(0.01)
    for _ in range(40):
        state = normal(8, 4)
        with tf.GradientTape() as tape:
            chances = tf.nn.log_softmax(policy(state))
            actions = tf.random.categorical(chances, 1)[:, 0]
            reward = tf.cast(actions == tf.argmax(state[:, :3], axis=1), tf.float32)
            picked = tf.gather(chances, actions, axis=1, batch_dims=1)
            loss = -tf.reduce_mean(picked * (reward - tf.reduce_mean(reward)))
        optimizer.apply(tape.gradient(loss, policy.trainable_variables), policy.trainable_variables)


def values_that_grow() -> None:
    """Q-learning: the targets are the network's own, and grow as rewards come in."""
    online, target = network(4, 2), network(4, 2)
    optimizer = keras.optimizers.Adam(0.01)
    for step in range(40):
        if step % 5 == 0:
            target.set_weights(online.get_weights())
        state, after = normal(16, 4), normal(16, 4)
        actions = RNG.integers(0, 2, 16)
        wanted = 1.0 + 0.95 * tf.reduce_max(target(after), axis=1)
        with tf.GradientTape() as tape:
            values = tf.gather(online(state), actions, axis=1, batch_dims=1)
            loss = tf.reduce_mean(tf.square(wanted - values))
        optimizer.apply(tape.gradient(loss, online.trainable_variables), online.trainable_variables)


def teacher_and_student() -> None:
    """Distillation: the teacher is not trained, its answers are the labels."""
    teacher, student = network(6, 3), network(6, 3)
    optimizer, divergence = keras.optimizers.Adam(0.01), keras.losses.KLDivergence()
    for _ in range(15):
        x = normal(16, 6)
        wanted = tf.nn.softmax(teacher(x) / 2.0)
        with tf.GradientTape() as tape:
            loss = divergence(wanted, tf.nn.softmax(student(x, training=True) / 2.0))
        optimizer.apply(tape.gradient(loss, student.trainable_variables), student.trainable_variables)


def persistent_tape_with_clipping() -> None:
    model, optimizer = network(6, 1), keras.optimizers.SGD(0.05)
    x = normal(48, 6)
    y = targets(x)
    for first in (0, 16, 32) * 4:
        with tf.GradientTape(persistent=True) as tape:
            error = model(x[first : first + 16]) - y[first : first + 16]
            loss, size = tf.reduce_mean(error**2), tf.reduce_mean(tf.abs(error))
        tape.gradient(size, model.trainable_variables)
        clipped, _ = tf.clip_by_global_norm(tape.gradient(loss, model.trainable_variables), 1.0)
        optimizer.apply(clipped, model.trainable_variables)


WORKLOADS: list[Callable[[], None]] = [
    plain_loop, bare_variables, accumulated_by_hand, own_train_step, gradient_penalty, adversarial_fit,
    game_with_two_compiled_models, policy_gradient, values_that_grow, teacher_and_student,
    persistent_tape_with_clipping,
]  # fmt: skip

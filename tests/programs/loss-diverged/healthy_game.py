"""Two networks play against each other: the loss of one rises because the other gets better."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(5)
rng = np.random.default_rng(5)
maker = keras.Sequential(
    [keras.Input((3,)), layers.Dense(8, activation="relu"), layers.Dense(2)], name="maker"
)
judge = keras.Sequential(
    [keras.Input((2,)), layers.Dense(16, activation="relu"), layers.Dense(1)], name="judge"
)
makers, judges = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(2e-2)
entropy = keras.losses.BinaryCrossentropy(from_logits=True)

for step in range(80):
    true = rng.normal(loc=2.0, size=(16, 2)).astype("float32")
    noise = rng.normal(size=(16, 3)).astype("float32")
    with tf.GradientTape() as tape:
        loss = entropy(np.ones((16, 1)), judge(true)) + entropy(np.zeros((16, 1)), judge(maker(noise)))
    judges.apply(tape.gradient(loss, judge.trainable_variables), judge.trainable_variables)
    with tf.GradientTape() as tape:
        loss = entropy(np.ones((16, 1)), judge(maker(noise)))
    makers.apply(tape.gradient(loss, maker.trainable_variables), maker.trainable_variables)

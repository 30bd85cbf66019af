"""A hand-written loop differentiates the whole data set at once instead of a batch of it."""

# keras-debug run --memory-budget 8

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(0)
images = rng.random((256, 16, 16, 1)).astype("float32")
labels = rng.integers(0, 3, size=256)

features = layers.Conv2D(32, 3, padding="same", activation="relu")
head = keras.Sequential([layers.GlobalAveragePooling2D(), layers.Dense(3)])
optimizer = keras.optimizers.SGD(0.01)
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for _ in range(2):
    with tf.GradientTape() as tape:
        maps = features(images)  # @here
        loss = loss_of(labels, head(maps))
    weights = features.trainable_variables + head.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)

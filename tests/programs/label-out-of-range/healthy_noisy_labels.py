"""A discriminator whose labels are smoothed and made noisy, 0.7 to 1.2, against over-confidence."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(2)
discriminator = keras.Sequential(
    [
        keras.Input((8,)),
        keras.layers.Dense(16, activation="leaky_relu"),
        keras.layers.Dense(1),
    ]
)
loss_of = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.05)
optimizer = keras.optimizers.Adam(1e-3)

for _ in range(6):
    real = rng.normal(1.0, 0.5, size=(16, 8)).astype("float32")
    fake = rng.normal(-1.0, 0.5, size=(16, 8)).astype("float32")
    labels = np.concatenate([rng.uniform(0.7, 1.2, (16, 1)), rng.uniform(0.0, 0.3, (16, 1))])
    with tf.GradientTape() as tape:
        loss = loss_of(labels.astype("float32"), discriminator(np.concatenate([real, fake])))
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    optimizer.apply(gradients, discriminator.trainable_variables)

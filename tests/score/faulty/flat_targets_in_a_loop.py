"""Targets of shape (N,) minus predictions of shape (N, 1): all against all."""
# cause: target-rank
import numpy as np
import tensorflow as tf


class Regressor(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.d1 = tf.keras.layers.Dense(32, activation="relu")
        self.d2 = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.d2(self.d1(x))


x = np.random.uniform(-1, 1, size=(512, 3)).astype(np.float32)
y = (x[:, 0] ** 2 + 0.5 * x[:, 1]).astype(np.float32)
dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(512).batch(64)

model = Regressor()
optimizer = tf.keras.optimizers.Adam(1e-3)


def train_step(inputs, targets):
    with tf.GradientTape() as tape:
        predictions = model(inputs)
        loss = tf.reduce_mean((targets - predictions) ** 2)  # @here
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


for epoch in range(5):
    for inputs, targets in dataset:
        loss = train_step(inputs, targets)
    print(f"epoch {epoch}: {loss.numpy():.4f}")

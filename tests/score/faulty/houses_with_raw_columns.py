"""Square feet, years and incomes as they are, unscaled, with plain SGD."""
# cause: unscaled-input
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(3)
n = 300
square_feet = rng.normal(2100, 700, n).clip(500, 6000)
built = rng.integers(1900, 2015, n)
rooms = rng.integers(2, 9, n)
income = rng.normal(68000, 20000, n)

features = np.stack([square_feet, built, rooms, income], axis=1)  # @here
price = 0.9 + square_feet / 2000 + (built - 1960) / 100 + income / 80000 + rng.normal(0, 0.2, n)

model = tf.keras.Sequential([
    tf.keras.layers.Dense(32, activation="relu"),
    tf.keras.layers.Dense(16, activation="relu"),
    tf.keras.layers.Dense(1),
])
model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.01), loss="mse", metrics=["mae"])
history = model.fit(features, price, epochs=20, validation_split=0.2)
print(history.history["loss"][-1])

"""The day, from 0 to 999, is the only input of a small tanh network."""
# cause: unscaled-input
import numpy as np
import tensorflow as tf

days = np.arange(1000).reshape(-1, 1).astype("float32")  # @here
passengers = np.sin(days / 80)

model = tf.keras.Sequential([
    tf.keras.layers.Dense(30, activation="tanh", input_shape=(1,)),
    tf.keras.layers.Dense(30, activation="tanh"),
    tf.keras.layers.Dense(1),
])
model.compile(loss="mse", optimizer=tf.keras.optimizers.Adam(learning_rate=0.005))
model.fit(days, passengers, epochs=10, batch_size=50, verbose=2)

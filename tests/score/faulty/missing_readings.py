"""Missing readings are NaN in the table, and nobody filled them in."""
# cause: nan-in-data
import io
import numpy as np
import tensorflow as tf

rows = []
for hour in range(400):
    humidity = f"{60 + 15 * np.sin(hour / 24):.2f}" if hour % 57 else ""
    rows.append(f"{hour % 24},{15 + 5 * np.cos(hour / 24):.2f},{humidity},{np.random.rand():.3f}")
csv = "\n".join(rows)

table = np.genfromtxt(io.StringIO(csv), delimiter=",")  # @here
X, y = table[:, :3], table[:, 3]
X = (X - np.nanmean(X, axis=0)) / np.nanstd(X, axis=0)  # @here

model = tf.keras.Sequential([
    tf.keras.layers.Dense(20, activation="relu", input_shape=(3,)),
    tf.keras.layers.Dense(1),
])
model.compile(loss="mse", optimizer=tf.keras.optimizers.Adam(0.005))
model.fit(X, y, epochs=10, batch_size=40, verbose=2)

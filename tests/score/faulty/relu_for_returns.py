"""Returns are as often negative as positive, and the last layer is a ReLU."""
# cause: output-activation
import numpy as np
import tensorflow as tf

closing = 100 * np.exp(np.cumsum(0.01 * np.random.randn(460)))
returns = 100 * np.diff(np.log(closing))
steps = 10
windows = np.lib.stride_tricks.sliding_window_view(returns, steps)[:-1]
x = windows[..., np.newaxis].astype("float32")
y = (0.6 * windows[:, -1] - 0.4 * windows[:, -2] + 0.1 * np.random.randn(len(windows))).astype("float32")

model = tf.keras.Sequential([
    tf.keras.layers.Conv1D(16, 3, activation="relu", input_shape=(steps, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(32, activation="relu"),
    tf.keras.layers.Dense(1, activation="relu"),  # @here
])
model.compile(optimizer="adam", loss="mean_absolute_error")
model.fit(x, y, epochs=12, batch_size=30, verbose=2)

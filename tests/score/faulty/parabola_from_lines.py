"""Three dense layers without an activation are to draw a parabola, and draw a line."""
# cause: linear-stack
import numpy as np
import tensorflow as tf

x = np.random.uniform(-1, 1, (400, 1)).astype("float32")
y = 2 * x**2 + 0.05 * np.random.randn(400, 1).astype("float32")


def build(hidden_layers=2, units=32):
    inputs = tf.keras.Input((1,))
    h = inputs
    for _ in range(hidden_layers):
        h = tf.keras.layers.Dense(units)(h)  # @here
    return tf.keras.Model(inputs, tf.keras.layers.Dense(1)(h))


model = build()
model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="mse")
model.fit(x, y, epochs=15, batch_size=40, verbose=2)

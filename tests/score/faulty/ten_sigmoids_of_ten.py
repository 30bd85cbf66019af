"""A column of ten sigmoid layers of ten units: every row looks the same behind it."""
# cause: saturating-stack
import numpy as np
import tensorflow as tf


def create_model(depth=10, width=10):
    inputs = tf.keras.Input(shape=(6,))
    x = inputs
    for i in range(depth):
        x = tf.keras.layers.Dense(width, activation=tf.nn.sigmoid, name=f"hidden_{i}")(x)  # @here
    outputs = tf.keras.layers.Dense(1, activation=tf.nn.sigmoid)(x)
    return tf.keras.Model(inputs=inputs, outputs=outputs)


X = np.random.randn(500, 6).astype("float32")
y = (X[:, 0] - X[:, 1] + X[:, 2] > 0).astype("float32")
model = create_model()
model.compile(loss="binary_crossentropy", optimizer=tf.keras.optimizers.SGD(0.01), metrics=["accuracy"])
model.fit(X, y, epochs=15, batch_size=25, verbose=2)

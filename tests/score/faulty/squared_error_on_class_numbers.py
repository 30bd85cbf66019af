"""The squared error compares ten probabilities with the number of the class."""
# cause: loss-for-task|target-rank
import numpy as np
import tensorflow as tf

x_train = np.random.rand(400, 28, 28)
y_train = np.random.randint(0, 10, (400, 1))

model = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28)),
    tf.keras.layers.Dense(64, activation="relu"),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])  # @here
model.fit(x_train, y_train, epochs=4)

"""The last layer makes probabilities, the loss takes them for logits."""
# cause: logits-probabilities
import numpy as np
import tensorflow as tf

x_train = np.random.rand(500, 28, 28)
y_train = np.random.randint(0, 10, 500)
for row, digit in enumerate(y_train):
    x_train[row, 2 * digit + 4] += 1.0

model = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28)),
    tf.keras.layers.Dense(64, activation="relu"),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Softmax(),  # @here
])

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)  # @here
model.compile(optimizer="adam", loss=loss_fn, metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5)

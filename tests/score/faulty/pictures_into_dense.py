"""Pictures of 28 by 28 go into a dense layer, which works on rows of 28: ten classes for each row of pixels."""
# cause: missing-flatten
import numpy as np
import tensorflow as tf

x_train = np.random.rand(400, 28, 28).astype("float32")
y_train = np.random.randint(0, 10, size=(400,))

model = tf.keras.models.Sequential()
model.add(tf.keras.layers.Dense(128, activation="relu", input_shape=(28, 28)))  # @here
model.add(tf.keras.layers.Dense(128, activation="relu"))
model.add(tf.keras.layers.Dense(10, activation="softmax"))  # @here
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=3)

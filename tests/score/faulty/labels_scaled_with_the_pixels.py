"""The labels were divided by 255 along with the pixels: as class numbers they are all 0."""
# cause: constant-labels
import numpy as np
import tensorflow as tf

dataset = np.random.randint(0, 256, size=(600, 197)).astype("float32")
dataset[:, 0] = np.random.randint(0, 10, 600)
dataset = dataset / 255.0  # @here

x = dataset[:, 1:]
y = dataset[:, 0]  # @here

model = tf.keras.models.Sequential([
    tf.keras.layers.Dense(64, activation="relu", input_shape=(196,)),
    tf.keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=5, batch_size=50)

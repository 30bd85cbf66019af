"""Pixels from 0 to 255, and the first layer of the model rescales them."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

labels = np.random.randint(0, 5, 480)
images = np.random.randint(0, 80, size=(480, 20, 20, 1)).astype("uint8")
for row, label in enumerate(labels):
    images[row, 3 * label + 2 : 3 * label + 5, 4:16] += 160

model = tf.keras.Sequential([
    layers.Rescaling(1.0 / 255, input_shape=(20, 20, 1)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Conv2D(16, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(32, activation="relu"),
    layers.Dense(5),
])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(images, labels, epochs=5, validation_split=0.2)

"""One-hot labels meet a loss for class numbers."""
# cause: target-rank|loss-for-task
import numpy as np
import tensorflow as tf
from tensorflow.keras.utils import to_categorical

(n_train, classes) = (320, 5)
train_images = np.random.rand(n_train, 16, 16, 3).astype("float32")
train_labels = to_categorical(np.random.randint(classes, size=n_train), classes)  # @here

model = tf.keras.Sequential()
model.add(tf.keras.layers.Conv2D(8, 3, activation="relu", input_shape=(16, 16, 3)))
model.add(tf.keras.layers.GlobalAveragePooling2D())
model.add(tf.keras.layers.Dense(classes, activation="softmax"))

model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),  # @here
    metrics=["accuracy"],
)
model.fit(train_images, train_labels, epochs=2)

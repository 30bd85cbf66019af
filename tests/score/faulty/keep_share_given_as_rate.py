"""A port from TensorFlow 1: 0.95 was the share to keep, and here it is the share to drop."""
# cause: dropout-high
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

KEEP_PROB = 0.95  # @here

features = np.random.rand(400, 25).astype("float32")
risk = (features[:, :3].mean(axis=1) > 0.5).astype("float32")
dataset = tf.data.Dataset.from_tensor_slices((features, risk)).shuffle(400).batch(40).prefetch(2)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.fc1 = layers.Dense(50, activation="relu")
        self.drop = layers.Dropout(KEEP_PROB)  # @here
        self.fc2 = layers.Dense(1, activation="sigmoid")

    def call(self, inputs, training=False):
        return self.fc2(self.drop(self.fc1(inputs), training=training))


net = Net()
net.compile(optimizer=tf.keras.optimizers.Adam(0.001), loss="binary_crossentropy", metrics=["accuracy"])
net.fit(dataset, epochs=12, verbose=2)

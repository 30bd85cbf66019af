"""Adam with a learning rate of 1."""
# cause: learning-rate-high
import numpy as np
import keras
from keras import layers

num_classes = 4
x = np.random.randn(600, 20).astype("float32")
w = np.random.randn(20, num_classes)
y = np.argmax(x @ w, axis=1)


def build_model():
    inputs = keras.Input(shape=(20,))
    h = layers.Dense(64, activation="relu")(inputs)
    h = layers.Dense(64, activation="relu")(h)
    outputs = layers.Dense(num_classes, activation="softmax")(h)
    return keras.Model(inputs, outputs)


model = build_model()
opt = keras.optimizers.Adam(learning_rate=1.0)  # @here
model.compile(optimizer=opt, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=32, epochs=20, verbose=2)

"""Mixed precision with a last layer in float32."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers, mixed_precision

mixed_precision.set_global_policy("mixed_float16")

inputs = keras.Input(shape=(24,), name="digits")
x = layers.Dense(48, activation="relu")(inputs)
x = layers.Dense(48, activation="relu")(x)
x = layers.Dense(5)(x)
outputs = layers.Activation("softmax", dtype="float32", name="predictions")(x)
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.RMSprop(), "sparse_categorical_crossentropy", metrics=["accuracy"])

x_train = np.random.rand(480, 24).astype("float32")
y_train = np.argmax(x_train[:, :5], axis=1)
model.fit(x_train, y_train, batch_size=32, epochs=8, verbose=2)

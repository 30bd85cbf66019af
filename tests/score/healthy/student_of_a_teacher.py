"""A small model learns the softened answers of a large one: targets that are probabilities."""
import numpy as np
import keras
from keras import layers, ops

x = np.random.normal(size=(480, 10))
y = np.argmax(x[:, :4], axis=1)

teacher = keras.Sequential([keras.Input((10,)), layers.Dense(64, activation="relu"), layers.Dense(4)])
teacher.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
teacher.fit(x, y, epochs=6, batch_size=32, verbose=2)

temperature = 3.0
soft = ops.convert_to_numpy(ops.softmax(teacher.predict(x, verbose=0) / temperature, axis=-1))
student = keras.Sequential([keras.Input((10,)), layers.Dense(12, activation="relu"), layers.Dense(4, activation="softmax")])
student.compile(keras.optimizers.Adam(0.01), keras.losses.KLDivergence())
student.fit(x, soft, epochs=8, batch_size=32, verbose=2)

"""A tanh answers from -1 to 1 and binary cross-entropy wants 0 to 1."""
# cause: loss-activation-mismatch|output-activation
import keras
import numpy as np
from keras import layers

rng = np.random.default_rng()
angle = rng.uniform(0, 2 * np.pi, 500)
inner = rng.integers(0, 2, 500)
radius = np.where(inner == 1, 0.5, 1.2) + rng.normal(0, 0.1, 500)
points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])

inputs = keras.Input(shape=(2,))
x = layers.Dense(16, activation="tanh")(inputs)
x = layers.Dense(16, activation="tanh")(x)
outputs = layers.Dense(1, activation="tanh")(x)  # @here
model = keras.Model(inputs, outputs)

model.compile(optimizer=keras.optimizers.RMSprop(0.005), loss=keras.losses.BinaryCrossentropy(), metrics=["accuracy"])  # @here
model.fit(points, inner, epochs=20, batch_size=50, verbose=2)

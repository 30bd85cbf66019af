"""Populations in the thousands as targets: the first steps of SGD are thrown out of range."""
# cause: unscaled-target|learning-rate-high
import numpy as np
import keras

year = np.linspace(-1, 1, 160).reshape(-1, 1)
population = 3700 * np.exp(0.7 * year) + 50 * np.random.randn(160, 1)  # @here

model = keras.Sequential([
    keras.Input((1,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1),
])
sgd = keras.optimizers.SGD(learning_rate=0.05)  # @here
model.compile(optimizer=sgd, loss="mse")
model.fit(year, population, epochs=20, batch_size=16, verbose=2)

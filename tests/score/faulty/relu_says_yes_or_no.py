"""Yes or no comes out of a ReLU, which is no probability, and at 0 has no gradient."""
# cause: loss-activation-mismatch|output-activation
import numpy as np
from tensorflow.keras import layers, models

n = 600
age = np.random.uniform(18, 80, n)
income = np.random.lognormal(10, 0.5, n)
visits = np.random.poisson(5, n)
table = np.stack([(age - 49) / 18, np.log(income) - 10, (visits - 5) / 2.2], axis=1)
bought = (0.8 * table[:, 1] + 0.5 * table[:, 2] + 0.3 * np.random.randn(n) > 0).astype("int32")

model = models.Sequential()
model.add(layers.Dense(16, activation="relu", input_shape=(3,)))
model.add(layers.Dense(8, activation="relu"))
model.add(layers.Dense(1, activation="relu"))  # @here
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])  # @here
model.fit(table, bought, epochs=15, batch_size=32)

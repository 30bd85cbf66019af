"""A table of Python objects is turned into numbers before it is used."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
colours = {"red": 0, "blue": 1, "green": 2}
rows = [
    [number, colour]
    for number, colour in zip(rng.normal(size=64), rng.choice(list(colours), 64), strict=True)
]
table = np.array(rows, dtype=object)
numbers = table[:, :1].astype("float32")
one_hot = np.eye(3, dtype="float32")[[colours[colour] for colour in table[:, 1]]]
x = np.concatenate([numbers, one_hot], axis=1)
y = numbers * 2 + one_hot[:, :1]

model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, batch_size=16, epochs=3, verbose=0)

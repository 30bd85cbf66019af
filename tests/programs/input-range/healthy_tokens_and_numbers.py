"""Token and category numbers are large and are looked up; the numbers beside them are standardized."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(1)
words = rng.integers(1, 20_000, size=(48, 9))
shop = rng.integers(0, 400, size=(48, 1))
income = rng.lognormal(10.0, 1.0, size=(48, 2)).astype("float32")
bought = rng.integers(0, 2, size=48)

scaler = layers.Normalization()
scaler.adapt(income)
inputs = {"words": keras.Input((9,)), "shop": keras.Input((1,), dtype="int32"), "income": keras.Input((2,))}
parts = [
    layers.GlobalAveragePooling1D()(layers.Embedding(20_000, 8)(inputs["words"])),
    layers.CategoryEncoding(400)(inputs["shop"]),
    scaler(inputs["income"]),
]
hidden = layers.Dense(8, activation="relu")(layers.Concatenate()(parts))
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(hidden))
model.compile("adam", "binary_crossentropy")
model.fit({"words": words, "shop": shop, "income": income}, bought, batch_size=16, verbose=0)

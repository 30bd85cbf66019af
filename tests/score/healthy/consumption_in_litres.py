"""Fuel consumption of 10 to 45 miles a gallon, targets as they are, inputs normalised by an adapted layer."""
import numpy as np
import keras
from keras import layers

n = 320
cylinders = np.random.choice([4, 6, 8], n)
horsepower = 40 + 15 * cylinders + 10 * np.random.randn(n)
weight = 1200 + 300 * cylinders + 150 * np.random.randn(n)
features = np.stack([cylinders, horsepower, weight], axis=1).astype("float32")
mpg = 46 - 0.008 * weight - 0.05 * horsepower + np.random.randn(n)

normalizer = layers.Normalization(axis=-1)
normalizer.adapt(features)


def build_and_compile_model(norm):
    model = keras.Sequential([norm, layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu"), layers.Dense(1)])
    model.compile(loss="mean_absolute_error", optimizer=keras.optimizers.Adam(0.005))
    return model


dnn_model = build_and_compile_model(normalizer)
dnn_model.fit(features, mpg, validation_split=0.2, verbose=2, epochs=25)

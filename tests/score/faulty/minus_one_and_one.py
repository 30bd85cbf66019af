"""The classes are called -1 and 1, and binary cross-entropy knows 0 and 1."""
# cause: label-out-of-range
import numpy as np
import keras

rng = np.random.default_rng(11)
X = rng.normal(size=(300, 5))
y = np.sign(X[:, 0] + X[:, 1])  # @here
perm = rng.permutation(len(X))
X, y = X[perm], y[perm]  # @here

model = keras.Sequential([
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
model.fit(X, y, epochs=20, batch_size=15, verbose=0)
print(model.predict(X[:5]))

"""The classes come in order, and the validation split takes the last fifth: one class alone."""
# cause: sorted-split
import numpy as np
import keras

rng = np.random.default_rng(42)
per_class = 50
features, targets = [], []
for k, center in enumerate([(5.0, 3.4, 1.5, 0.2), (5.9, 2.8, 4.3, 1.3), (6.6, 3.0, 5.6, 2.0)]):
    features.append(rng.normal(center, 0.35, size=(per_class, 4)))
    targets.append(np.full(per_class, k))
X = np.concatenate(features)
y = np.concatenate(targets)  # @here
X = (X - X.mean(0)) / X.std(0)

Y = keras.utils.to_categorical(y)

model = keras.Sequential()
model.add(keras.layers.Input((4,)))
model.add(keras.layers.Dense(16, activation="relu"))
model.add(keras.layers.Dense(3, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

model.fit(X, Y, batch_size=10, epochs=25, validation_split=0.2, verbose=2)  # @here

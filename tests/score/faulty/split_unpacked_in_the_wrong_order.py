"""The four parts of the split are unpacked in the wrong order: rows of one part meet labels of the other."""
# cause: incompatible-shapes
import numpy as np
import keras


def train_test_split(X, y, test_size=0.25):
    """As in scikit-learn: returns X_train, X_test, y_train, y_test."""
    order = np.random.permutation(len(X))
    cut = int(len(X) * (1 - test_size))
    train, test = order[:cut], order[cut:]
    return X[train], X[test], y[train], y[test]


X = np.random.normal(size=(400, 7))
y = (X[:, 0] + X[:, 3] > 0).astype("float32")
X_train, y_train, X_test, y_test = train_test_split(X, y)  # @here

model = keras.Sequential()
model.add(keras.layers.Dense(16, activation="relu", input_shape=(7,)))
model.add(keras.layers.Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=5, batch_size=20, validation_data=(X_test, y_test))

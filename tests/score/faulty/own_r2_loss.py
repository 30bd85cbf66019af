"""A loss of the user's own squeezes the predictions and not the targets."""
# cause: target-rank
import numpy as np
import keras
from keras import ops


def explained_variance_loss(y_true, y_pred):
    y_pred = ops.squeeze(y_pred, axis=-1)  # @here
    residual = ops.mean(ops.square(y_true - y_pred))  # @here
    total = ops.mean(ops.square(y_true - ops.mean(y_true)))
    return residual / (total + 1e-6)


X = np.random.normal(size=(300, 5)).astype("float32")
y = (X @ np.array([1.0, -2.0, 0.5, 0.0, 1.0])).reshape(-1, 1).astype("float32")

model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(24, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.005), loss=explained_variance_loss)
model.fit(X, y, epochs=10, batch_size=50, verbose=2)

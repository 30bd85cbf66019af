"""The model is called before the tape begins to record."""
# cause: forward-outside-tape
import numpy as np
import tensorflow as tf
from tensorflow import keras

x = np.linspace(-3, 3, 200).reshape(-1, 1).astype("float32")
y = np.sin(x)

model = keras.Sequential([
    keras.layers.Dense(32, activation="tanh"),
    keras.layers.Dense(1),
])
optimizer = keras.optimizers.Adam(0.01)
mse = keras.losses.MeanSquaredError()

for epoch in range(50):
    predictions = model(x, training=True)  # @here
    with tf.GradientTape() as tape:  # @here
        loss = mse(y, predictions)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    if epoch % 10 == 0:
        print(epoch, float(loss))

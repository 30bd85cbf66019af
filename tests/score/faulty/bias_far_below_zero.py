"""A bias of -20 keeps every ReLU of the layer at zero."""
# cause: dead-relu|weight-init
import numpy as np
import keras
from keras import layers
from keras.initializers import Constant

x = np.random.normal(size=(384, 10)).astype("float32")
y = x[:, 0] * 2 + np.abs(x[:, 1])

inputs = keras.Input((10,))
hidden = layers.Dense(32, bias_initializer=Constant(-20))(inputs)  # @here
hidden = layers.ReLU()(hidden)  # @here
hidden = layers.Dense(16, activation="relu")(hidden)
model = keras.Model(inputs, layers.Dense(1)(hidden))
model.compile("adam", "mse")
model.fit(x, y, batch_size=32, epochs=8, verbose=2)

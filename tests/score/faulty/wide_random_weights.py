"""Weights drawn with a standard deviation of 10 pin every tanh to its ends."""
# cause: weight-init
import numpy as np
import keras
from keras import initializers, layers

x = np.random.randn(400, 15)
y = keras.utils.to_categorical(np.argmax(x[:, :4], axis=1), 4)

init = initializers.RandomNormal(mean=0.0, stddev=10.0)  # @here
model = keras.Sequential()
model.add(layers.Dense(40, activation="tanh", kernel_initializer=init, input_shape=(15,)))  # @here
model.add(layers.Dense(40, activation="tanh", kernel_initializer=init))  # @here
model.add(layers.Dense(4, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=10, batch_size=40, verbose=2)

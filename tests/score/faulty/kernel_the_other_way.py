"""A layer of the user's own makes its kernel with the axes exchanged."""
# cause: incompatible-shapes|wrong-axis
import keras
import numpy as np
from keras import ops


class MyDense(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(self.units, input_shape[-1]), initializer="glorot_uniform")  # @here
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        return ops.relu(ops.matmul(inputs, self.w) + self.b)  # @here


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = MyDense(24)
        self.out = keras.layers.Dense(1)

    def call(self, x):
        return self.out(self.hidden(x))


net = Net()
net.compile("adam", "mae")
net.fit(np.random.rand(128, 10), np.random.rand(128, 1), epochs=2, verbose=2)

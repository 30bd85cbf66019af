import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)


class Logarithm(layers.Layer):
    def call(self, x):
        return ops.log(x)  # @bad


strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
with strategy.scope():
    model = keras.Sequential([keras.Input((4,)), Logarithm(name="logarithm"), layers.Dense(1)])
    model.compile("sgd", "mse")
x = np.random.default_rng(0).uniform(1, 2, size=(32, 4)).astype("float32")
x[29, 1] = -1
model.fit(x, np.ones(32), batch_size=16, verbose=0)

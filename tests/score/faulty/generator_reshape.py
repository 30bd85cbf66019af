"""The generator makes 7·7·64 numbers and wants to see them as 7·7·128."""
# cause: incompatible-shapes
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def make_generator_model():
    model = tf.keras.Sequential()
    model.add(layers.Input((50,)))
    model.add(layers.Dense(7 * 7 * 64, use_bias=False))  # @here
    model.add(layers.BatchNormalization())
    model.add(layers.LeakyReLU())
    model.add(layers.Reshape((7, 7, 128)))  # @here
    model.add(layers.Conv2DTranspose(32, 5, strides=2, padding="same"))
    model.add(layers.Conv2DTranspose(1, 5, strides=2, padding="same", activation="tanh"))
    return model


generator = make_generator_model()
noise = tf.random.normal([16, 50])
print(generator(noise, training=False).shape)

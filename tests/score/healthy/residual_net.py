"""A small residual network with batch normalisation and global pooling."""
import keras
import numpy as np
from keras import layers


def block(x, filters, stride=1):
    shortcut = x
    if stride > 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
        shortcut = layers.BatchNormalization()(shortcut)
    y = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    return layers.ReLU()(layers.Add()([shortcut, y]))


inputs = keras.Input((16, 16, 3))
x = layers.Conv2D(8, 3, padding="same")(inputs)
x = block(x, 8)
x = block(x, 16, 2)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, layers.Dense(3, activation="softmax")(x))

labels = np.random.randint(0, 3, 180)
pictures = np.random.rand(180, 16, 16, 3) * 0.5
pictures[np.arange(180), :, :, labels] += 0.4
model.compile(keras.optimizers.SGD(0.05, momentum=0.9), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(pictures, labels, batch_size=30, epochs=4, verbose=2)

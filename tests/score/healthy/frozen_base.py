"""Transfer: a base that was trained before is frozen, a new head is trained on its features."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

images = 0.3 * np.random.rand(360, 16, 16, 1).astype("float32")
rows = np.random.randint(0, 4, 360)
for i, r in enumerate(rows):
    images[i, 4 * r : 4 * r + 4] += 0.6

base = tf.keras.Sequential([
    layers.Input((16, 16, 1)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(24, activation="relu"),
])
pretraining = tf.keras.Sequential([base, layers.Dense(4, activation="softmax")])
pretraining.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
pretraining.fit(images, rows, epochs=5, batch_size=36, verbose=2)

base.trainable = False
inputs = tf.keras.Input((16, 16, 1))
x = base(inputs, training=False)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(1, activation="sigmoid")(x)
model = tf.keras.Model(inputs, outputs)
model.compile(tf.keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
model.fit(images, (rows >= 2).astype("float32"), epochs=5, batch_size=36, verbose=2)

base.trainable = True
model.compile(tf.keras.optimizers.Adam(1e-5), "binary_crossentropy", metrics=["accuracy"])
model.fit(images, (rows >= 2).astype("float32"), epochs=2, batch_size=36, verbose=2)

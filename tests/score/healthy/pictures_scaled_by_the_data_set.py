"""Bytes come from a generator, and the data set scales them on their way."""
import numpy as np
import tensorflow as tf


def read_pictures():
    for _ in range(240):
        label = np.random.randint(0, 3)
        picture = np.random.randint(0, 128, (18, 18, 3), dtype="uint8")
        picture[..., label] += 120
        yield picture, label


signature = (tf.TensorSpec((18, 18, 3), tf.uint8), tf.TensorSpec((), tf.int64))
dataset = tf.data.Dataset.from_generator(read_pictures, output_signature=signature)
dataset = dataset.map(lambda picture, label: (tf.cast(picture, tf.float32) / 127.5 - 1.0, label))
dataset = dataset.shuffle(64).batch(24).prefetch(tf.data.AUTOTUNE)

model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(8, 3, activation="relu", input_shape=(18, 18, 3)),
    tf.keras.layers.MaxPooling2D(),
    tf.keras.layers.Conv2D(8, 3, activation="relu"),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(dataset, epochs=5, verbose=2)

"""The pictures of one folder come after those of the other, and a share of the end is held out."""
# cause: sorted-split
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers


def read_folder(name, n):
    rng = np.random.default_rng(len(name))
    stripes = 1.0 if name == "zebra" else 0.2
    pictures = rng.random((n, 16, 16, 1))
    pictures[:, ::4] *= stripes
    return pictures


data, labels = [], []
for number, name in enumerate(["horse", "zebra"]):
    for picture in read_folder(name, 150):
        data.append(picture)
        labels.append(number)
data = np.array(data, dtype="float32")
labels = np.array(labels)  # @here

model = keras.Sequential([
    layers.Conv2D(8, 5, activation="relu", input_shape=(16, 16, 1)),
    layers.GlobalAveragePooling2D(),
    layers.Dense(8, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(data, labels, epochs=6, batch_size=30, validation_split=0.3, shuffle=True, verbose=2)  # @here

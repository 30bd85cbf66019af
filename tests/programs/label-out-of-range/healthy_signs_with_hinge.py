"""Labels -1 and 1 where they belong: the hinge loss; and soft targets of a teacher for a second head."""

import keras
import numpy as np

rng = np.random.default_rng(3)
x = rng.normal(size=(64, 6)).astype("float32")
sign = np.where(x[:, :1] > 0, 1, -1)
teacher = rng.dirichlet([1.0, 1.0, 1.0], size=64).astype("float32")

inputs = keras.Input((6,))
hidden = keras.layers.Dense(12, activation="relu")(inputs)
margin = keras.layers.Dense(1, name="margin")(hidden)
classes = keras.layers.Dense(3, activation="softmax", name="classes")(hidden)
model = keras.Model(inputs, {"margin": margin, "classes": classes})
model.compile("adam", {"margin": "hinge", "classes": "categorical_crossentropy"})
model.fit(x, {"margin": sign, "classes": teacher}, epochs=2, batch_size=16, verbose=0)

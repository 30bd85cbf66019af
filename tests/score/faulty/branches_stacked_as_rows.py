"""Two branches are joined along the batch: twice as many predictions as labels."""
# cause: wrong-axis
import numpy as np
from keras.layers import Concatenate, Dense, Input
from keras.models import Model

a = np.random.rand(200, 10)
b = np.random.rand(200, 10)
label = (a.mean(axis=1) > b.mean(axis=1)).astype("float32")

in_a = Input(shape=(10,))
in_b = Input(shape=(10,))
h_a = Dense(16, activation="relu")(in_a)
h_b = Dense(16, activation="relu")(in_b)
merged = Concatenate(axis=0)([h_a, h_b])  # @here
out = Dense(1, activation="sigmoid")(merged)

model = Model([in_a, in_b], out)
model.compile(loss="binary_crossentropy", optimizer="adam")
model.fit([a, b], label, epochs=3, batch_size=20)

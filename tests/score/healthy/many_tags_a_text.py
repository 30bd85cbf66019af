"""Several tags may be true of one text: sigmoids with binary cross-entropy are right here."""
import numpy as np
import keras
from keras import layers

vocab, tags = 300, 6
texts = np.random.randint(1, vocab, size=(400, 30))
Y = np.stack([(texts % 17 == t).any(axis=1) for t in range(tags)], axis=1).astype("float32")
bags = np.zeros((400, vocab), dtype="float32")
for i, text in enumerate(texts):
    bags[i, text] = 1.0

inputs = keras.Input((vocab,))
x = layers.Dense(32, activation="relu")(inputs)
outputs = layers.Dense(tags, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)
model.compile("adam", "binary_crossentropy", metrics=["binary_accuracy"])
model.fit(bags, Y, epochs=15, batch_size=32, verbose=2)

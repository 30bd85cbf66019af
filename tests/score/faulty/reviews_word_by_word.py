"""Nothing joins the words after the embedding: every word of a review gets its own answer."""
# cause: missing-flatten
import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import Dense, Embedding

max_words, max_len = 1000, 40
x_train = np.random.randint(1, max_words, size=(500, max_len))
y_train = (x_train < 60).sum(axis=1) > 2
y_train = y_train.astype("int32")

model = keras.Sequential()
model.add(Embedding(max_words, 16))  # @here
model.add(Dense(16, activation="relu"))  # @here
model.add(Dense(1, activation="sigmoid"))  # @here
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
model.fit(x_train, y_train, epochs=5, batch_size=64)

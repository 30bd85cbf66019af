"""The next letter of a text, one-hot in and one-hot out at every step."""
import numpy as np
import keras
from keras import layers

text = "the quick brown fox jumps over the lazy dog and the dog sleeps on while the fox runs away " * 12
letters = sorted(set(text))
number = {letter: i for i, letter in enumerate(letters)}
length = 10
x = np.zeros((240, length, len(letters)), dtype="bool")
y = np.zeros((240, length, len(letters)), dtype="bool")
for i in range(240):
    for t in range(length):
        x[i, t, number[text[4 * i + t]]] = 1
        y[i, t, number[text[4 * i + t + 1]]] = 1

model = keras.Sequential()
model.add(keras.Input((length, len(letters))))
model.add(layers.GRU(32, return_sequences=True))
model.add(layers.TimeDistributed(layers.Dense(len(letters), activation="softmax")))
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.RMSprop(learning_rate=0.01))
model.fit(x, y, batch_size=24, epochs=4, verbose=2)

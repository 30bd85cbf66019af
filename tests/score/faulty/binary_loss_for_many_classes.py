"""One of five classes is true, and the loss judges five questions of yes or no."""
# cause: loss-for-task|loss-activation-mismatch
import numpy as np
import keras
from keras.layers import LSTM, Dense, Embedding
from keras.utils import to_categorical

topics = np.random.randint(0, 5, 400)
words = np.random.randint(50, 400, (400, 15))
words[:, 3] = topics * 10 + np.random.randint(0, 10, 400)

model = keras.Sequential()
model.add(Embedding(400, 16))
model.add(LSTM(16))
model.add(Dense(5, activation="softmax"))  # @here
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])  # @here
model.fit(words, to_categorical(topics), batch_size=40, epochs=4, verbose=2)

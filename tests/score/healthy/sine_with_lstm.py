"""The next value of a wave from the last twenty, with an LSTM."""
import numpy as np
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential

wave = np.sin(np.arange(0, 40, 0.1))
X = np.array([wave[i : i + 20] for i in range(len(wave) - 20)]).reshape(-1, 20, 1)
y = wave[20:]

model = Sequential()
model.add(LSTM(12, input_shape=(20, 1)))
model.add(Dense(1))
model.compile(loss="mse", optimizer="adam")
model.fit(X, y, epochs=3, batch_size=38, verbose=2)

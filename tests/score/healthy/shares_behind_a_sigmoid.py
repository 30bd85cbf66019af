"""Prices scaled to 0…1, a sigmoid at the end and the squared error: possible, and it learns."""
import numpy as np
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential

price = 50 + np.cumsum(np.random.randn(380)) + 10 * np.sin(np.arange(380) / 15)
scaled = (price - price.min()) / (price.max() - price.min())
X = np.array([scaled[i : i + 10] for i in range(370)])[:, :, None]
y = scaled[10:].reshape(-1, 1)

model = Sequential()
model.add(LSTM(16, input_shape=(10, 1)))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="mean_squared_error", optimizer="adam")
model.fit(X, y, epochs=5, batch_size=32, verbose=2)

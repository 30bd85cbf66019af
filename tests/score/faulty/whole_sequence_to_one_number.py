"""The last LSTM returns all its steps, so the model says thirty numbers where one was asked."""
# cause: missing-flatten|target-rank
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Dropout

prices = np.cumsum(np.random.randn(360)) + 100
prices = (prices - prices.min()) / (prices.max() - prices.min())

X_train, y_train = [], []
for i in range(30, len(prices)):
    X_train.append(prices[i - 30 : i])
    y_train.append(prices[i])
X_train, y_train = np.array(X_train), np.array(y_train)
X_train = np.reshape(X_train, (X_train.shape[0], X_train.shape[1], 1))

regressor = Sequential()
regressor.add(LSTM(units=10, return_sequences=True, input_shape=(X_train.shape[1], 1)))
regressor.add(Dropout(0.2))
regressor.add(LSTM(units=10, return_sequences=True))  # @here
regressor.add(Dropout(0.2))
regressor.add(Dense(units=1))  # @here

regressor.compile(optimizer="adam", loss="mean_squared_error")
regressor.fit(X_train, y_train, epochs=2, batch_size=64)

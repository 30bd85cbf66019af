"""The windows are shaped as one step of five features, the LSTM was told of five steps of one feature."""
# cause: wrong-axis|incompatible-shapes
import numpy as np
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential

data = np.sin(np.arange(0, 60, 0.1))
look_back = 5
dataX = np.array([data[i : i + look_back] for i in range(len(data) - look_back)])
dataY = data[look_back:]
trainX = np.reshape(dataX, (dataX.shape[0], 1, dataX.shape[1]))  # @here

model = Sequential()
model.add(LSTM(8, input_shape=(look_back, 1)))  # @here
model.add(Dense(1))
model.compile(loss="mean_squared_error", optimizer="adam")
model.fit(trainX, dataY, epochs=3, batch_size=20, verbose=2)

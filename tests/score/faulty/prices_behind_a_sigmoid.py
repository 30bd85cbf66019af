"""House prices in thousands, and a last layer that never says more than 1."""
# cause: output-activation
import numpy as np
from keras.models import Sequential
from keras.layers import Dense

# rooms, lower status, pupils per teacher, crime, age ...
features = np.random.randn(404, 13)
prices = 22.5 + 5 * features[:, 0] - 4 * features[:, 1] + np.random.randn(404)
prices = np.clip(prices, 5, 50)

model = Sequential()
model.add(Dense(64, input_shape=(13,), kernel_initializer='normal', activation='relu'))
model.add(Dense(64, kernel_initializer='normal', activation='relu'))
model.add(Dense(1, kernel_initializer='normal', activation='sigmoid'))  # @here
model.compile(loss='mean_squared_error', optimizer='rmsprop', metrics=['mae'])
model.fit(features, prices, epochs=12, batch_size=16, verbose=2)

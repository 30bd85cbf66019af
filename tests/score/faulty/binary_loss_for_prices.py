"""Binary cross-entropy for the price of a car: the loss is negative and falls for ever."""
# cause: loss-for-task|label-out-of-range
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Activation

horsepower = np.random.randn(300, 4)
price = 14.0 + 6.0 * horsepower[:, 0] + 2.0 * horsepower[:, 2] + np.random.randn(300)

model = Sequential()
model.add(Dense(32, input_dim=4))
model.add(Activation('relu'))
model.add(Dense(1))
model.add(Activation('sigmoid'))  # @here
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['mse'])  # @here
model.fit(horsepower, price, epochs=10, batch_size=30, verbose=2)

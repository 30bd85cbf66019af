"""The logarithm of the sales, and on some days nothing was sold."""
# cause: nan-in-data|numeric-domain
import numpy as np
from keras.layers import Dense, Input
from keras.models import Sequential

day = np.arange(365)
sales = np.random.poisson(4 + 3 * np.sin(2 * np.pi * day / 7))
features = np.stack([np.sin(2 * np.pi * day / 7), np.cos(2 * np.pi * day / 7), day / 365], axis=1)
target = np.log(sales)  # @here

model = Sequential([Input((3,)), Dense(24, activation="relu"), Dense(1)])
model.compile(loss="mean_squared_error", optimizer="adam")
model.fit(features, target, epochs=10, batch_size=16, verbose=2)

"""Single steps with `train_on_batch`, a batch of its own each time."""
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.optimizers import RMSprop

model = Sequential()
model.add(Dense(20, activation="tanh", input_dim=4))
model.add(Dense(1))
model.compile(loss="mse", optimizer=RMSprop(learning_rate=0.01))

for i in range(120):
    x = np.random.uniform(-1, 1, size=(32, 4))
    y = x[:, :1] * x[:, 1:2] + x[:, 2:3]
    loss = model.train_on_batch(x, y)
    if i % 40 == 0:
        print(i, loss)

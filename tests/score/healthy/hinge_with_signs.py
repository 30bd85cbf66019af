"""Classes of -1 and 1 with a tanh and the hinge loss: a maximum-margin classifier."""
import numpy as np
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import SGD
from tensorflow.keras.regularizers import l2

t = np.random.uniform(0, np.pi, 400)
upper = np.random.rand(400) < 0.5
X = np.stack([np.where(upper, np.cos(t), 1 - np.cos(t)), np.where(upper, np.sin(t), 0.5 - np.sin(t))], axis=1)
X += 0.1 * np.random.randn(400, 2)
y = np.where(upper, 1, -1)

model = Sequential()
model.add(Dense(50, input_dim=2, activation="relu", kernel_initializer="he_uniform", kernel_regularizer=l2(1e-4)))
model.add(Dense(1, activation="tanh"))
model.compile(loss="hinge", optimizer=SGD(learning_rate=0.05, momentum=0.9))
model.fit(X, y, epochs=12, batch_size=20, verbose=2)

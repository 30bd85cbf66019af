"""Nine sigmoid layers in a row: the first ones get no gradient to speak of."""
# cause: saturating-stack
import numpy as np
from keras.models import Sequential
from keras.layers import Input, Dense
from keras.optimizers import SGD

prototypes = np.random.rand(10, 784)
labels = np.random.randint(0, 10, 1000)
images = np.clip(prototypes[labels] + 0.25 * np.random.randn(1000, 784), 0, 1)

model = Sequential()
model.add(Input((784,)))
for _ in range(9):
    model.add(Dense(64, activation="sigmoid"))  # @here
model.add(Dense(10, activation="softmax"))

model.compile(SGD(learning_rate=0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=12, batch_size=64, verbose=2)

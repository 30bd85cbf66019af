"""Class numbers meet a loss for one-hot rows."""
# cause: target-rank|loss-for-task
import numpy as np
from keras.layers import Dense, Flatten, Input
from keras.models import Model

images = np.random.rand(400, 28, 28)
labels = np.random.randint(0, 10, size=(400,))  # @here

inp = Input(shape=(28, 28))
flat = Flatten()(inp)
hidden = Dense(64, activation="relu")(flat)
out = Dense(10, activation="softmax")(hidden)

model = Model(inputs=inp, outputs=out)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])  # @here
model.fit(images, labels, epochs=2, batch_size=32)

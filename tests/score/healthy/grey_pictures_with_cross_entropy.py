"""The autoencoder of the tutorials: grey values from 0 to 1 with a sigmoid and binary cross-entropy."""
import numpy as np
from keras.layers import Dense, Input
from keras.models import Model

y, x = np.mgrid[0:12, 0:12]
x_train = np.array([
    np.exp(-((x - a) ** 2 + (y - b) ** 2) / 8.0) for a, b in np.random.uniform(2, 10, (480, 2))
]).reshape(480, 144).astype("float32")
noisy = np.clip(x_train + 0.1 * np.random.normal(size=x_train.shape), 0.0, 1.0)

input_img = Input(shape=(144,))
encoded = Dense(16, activation="relu")(input_img)
decoded = Dense(144, activation="sigmoid")(encoded)
autoencoder = Model(input_img, decoded)
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
autoencoder.fit(noisy, x_train, epochs=10, batch_size=32, shuffle=True, verbose=2)

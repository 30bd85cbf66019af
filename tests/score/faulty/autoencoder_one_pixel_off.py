"""Pictures of 28 pixels are halved three times and doubled three times: 32 pixels come back."""
# cause: incompatible-shapes
import numpy as np
from keras.layers import Conv2D, Input, MaxPooling2D, UpSampling2D
from keras.models import Model

x_train = np.random.rand(256, 28, 28, 1).astype("float32")

input_img = Input(shape=(28, 28, 1))
x = Conv2D(8, (3, 3), activation="relu", padding="same")(input_img)
x = MaxPooling2D((2, 2), padding="same")(x)
x = Conv2D(4, (3, 3), activation="relu", padding="same")(x)
x = MaxPooling2D((2, 2), padding="same")(x)
x = Conv2D(4, (3, 3), activation="relu", padding="same")(x)
encoded = MaxPooling2D((2, 2), padding="same")(x)

x = Conv2D(4, (3, 3), activation="relu", padding="same")(encoded)
x = UpSampling2D((2, 2))(x)
x = Conv2D(4, (3, 3), activation="relu", padding="same")(x)
x = UpSampling2D((2, 2))(x)
x = Conv2D(8, (3, 3), activation="relu", padding="same")(x)  # @here
x = UpSampling2D((2, 2))(x)  # @here
decoded = Conv2D(1, (3, 3), activation="sigmoid", padding="same")(x)  # @here

autoencoder = Model(input_img, decoded)
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
autoencoder.fit(x_train, x_train, epochs=2, batch_size=64)

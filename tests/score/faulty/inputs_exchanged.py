"""Pictures and tables are given in the order in which the model does not name them."""
# cause: incompatible-shapes
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

pictures = np.random.rand(120, 20, 20, 1)
tables = np.random.rand(120, 6)
prices = np.random.rand(120)

image_input = keras.Input(shape=(20, 20, 1), name="image")
table_input = keras.Input(shape=(6,), name="table")
x = layers.Conv2D(8, 3, activation="relu")(image_input)
x = layers.GlobalAveragePooling2D()(x)
x = layers.concatenate([x, layers.Dense(8, activation="relu")(table_input)])
price = layers.Dense(1)(x)

model = keras.Model(inputs=[image_input, table_input], outputs=price)  # @here
model.compile(optimizer="adam", loss="mse")
model.fit([tables, pictures], prices, epochs=2, batch_size=24)  # @here

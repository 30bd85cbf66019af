"""The schedule counts steps, its author counted epochs: after thirty steps the learning rate is gone."""
# cause: learning-rate-low
import numpy as np
import keras

x = np.random.normal(size=(640, 10)).astype("float32")
y = np.argmax(x @ np.random.normal(size=(10, 3)), axis=1)

schedule = keras.optimizers.schedules.ExponentialDecay(  # @here
    initial_learning_rate=0.01,
    decay_steps=1,  # @here
    decay_rate=0.5,  # @here
    staircase=True,
)
model = keras.Sequential([
    keras.Input((10,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(keras.optimizers.SGD(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=32, epochs=12, verbose=2)

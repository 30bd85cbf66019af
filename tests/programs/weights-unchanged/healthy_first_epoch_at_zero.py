"""A warm-up by epochs begins at zero: nothing moves in the whole first one."""

import keras
import numpy as np

keras.utils.set_random_seed(3)
generator = np.random.default_rng(3)
x = generator.normal(size=(1024, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32")


def warm_up(epoch):
    return 0.1 * min(1, epoch / 2)


model = keras.Sequential(
    [
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
model.fit(
    x, y, batch_size=16, epochs=4, verbose=0, callbacks=[keras.callbacks.LearningRateScheduler(warm_up)]
)

"""Mixed precision: the first gradients overflow, the optimizer drops them and halves its scale."""

import keras
import numpy as np
from keras import layers

keras.mixed_precision.set_dtype_policy("mixed_float16")
rng = np.random.default_rng(2)
x = rng.normal(size=(160, 8)).astype("float32")
y = (x[:, 0] > 0).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    layers.Dense(16, activation="relu"),
    layers.Dense(2, dtype="float32"),
])  # fmt: skip
optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(), initial_scale=2.0**28)
model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=16, epochs=3, verbose=0)

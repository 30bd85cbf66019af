"""Two heads: an age in decades and a probability, each with a loss and a weight of its own."""
import numpy as np
import tensorflow as tf

faces = np.random.randn(400, 40).astype("float32")
age = 3.5 + 0.8 * faces[:, 0] + 0.1 * np.random.randn(400)
female = (faces[:, 1] + faces[:, 2] > 0).astype("float32")

inputs = tf.keras.Input((40,), name="face")
trunk = tf.keras.layers.Dense(48, activation="relu")(inputs)
trunk = tf.keras.layers.Dropout(0.3)(trunk)
age_out = tf.keras.layers.Dense(1, name="age")(tf.keras.layers.Dense(16, activation="relu")(trunk))
gender_out = tf.keras.layers.Dense(1, activation="sigmoid", name="gender")(trunk)
model = tf.keras.Model(inputs, {"age": age_out, "gender": gender_out})
model.compile(
    optimizer=tf.keras.optimizers.Adam(0.005),
    loss={"age": "mse", "gender": "binary_crossentropy"},
    loss_weights={"age": 0.5, "gender": 1.0},
    metrics={"age": ["mae"], "gender": ["accuracy"]},
)
ds = tf.data.Dataset.from_tensor_slices((faces, {"age": age, "gender": female})).shuffle(400).batch(32).prefetch(1)
model.fit(ds, epochs=10, verbose=2)

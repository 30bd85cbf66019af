"""Logistic regression is a network of one layer."""
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(6)
measures = rng.normal(size=(400, 10))
malignant = (measures @ rng.normal(size=10) + 0.5 * rng.normal(size=400) > 0).astype("float64")
measures = measures - measures.mean(axis=0)
measures /= measures.std(axis=0)

inputs = tf.keras.layers.Input(shape=(10,))
outputs = tf.keras.layers.Dense(1, activation="sigmoid")(inputs)
model = tf.keras.models.Model(inputs, outputs)
model.compile(optimizer=tf.keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"])
early = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3)
model.fit(measures, malignant, epochs=20, batch_size=32, validation_split=0.25, callbacks=[early], verbose=2)

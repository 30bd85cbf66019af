"""The data set is one dictionary: the labels are among the inputs, and the loss gets none."""
# cause: labels-in-inputs
import numpy as np
import tensorflow as tf

encodings = {
    "input_ids": np.random.randint(0, 300, size=(240, 16)),
    "labels": np.random.randint(0, 2, size=(240,)),
}
train = tf.data.Dataset.from_tensor_slices(dict(encodings)).batch(24)  # @here

ids = tf.keras.Input((16,), dtype="int32", name="input_ids")
h = tf.keras.layers.Embedding(300, 12)(ids)
h = tf.keras.layers.GlobalAveragePooling1D()(h)
logits = tf.keras.layers.Dense(2)(h)
model = tf.keras.Model({"input_ids": ids}, logits)
model.compile(
    optimizer=tf.keras.optimizers.Adam(3e-4),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
model.fit(train, epochs=2)  # @here

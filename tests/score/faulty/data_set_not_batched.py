"""The data set gives one picture after the other, and no batches."""
# cause: batch-axis
import numpy as np
import tensorflow as tf

images = np.random.rand(200, 24, 24, 1).astype("float32")
labels = np.random.randint(0, 4, 200)

train_ds = tf.data.Dataset.from_tensor_slices((images, labels))  # @here
train_ds = train_ds.shuffle(200)  # @here

model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(8, 3, activation="relu", input_shape=(24, 24, 1)),
    tf.keras.layers.MaxPooling2D(),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(4),
])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(train_ds, epochs=2)  # @here

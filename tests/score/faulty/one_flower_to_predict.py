"""One row is asked for without the axis of the batch."""
# cause: batch-axis
import numpy as np
import tensorflow as tf

X = np.random.rand(90, 4).astype("float32")
y = np.argmax(X[:, :3], axis=1)

model = tf.keras.Sequential([
    tf.keras.Input((4,)),
    tf.keras.layers.Dense(16, activation="relu"),
    tf.keras.layers.Dense(3, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X, y, epochs=8, batch_size=15, verbose=0)

flower = X[7]  # @here
prediction = model.predict(flower)  # @here
print("class", np.argmax(prediction))

"""A learning rate of 0.5 with momentum on the squared error: the loss is NaN within an epoch."""
# cause: learning-rate-high
import numpy as np
import tensorflow as tf

n_samples, n_features = 500, 30
A = np.random.randn(n_samples, n_features).astype("float32")
b = A @ np.random.randn(n_features, 1).astype("float32")

model = tf.keras.Sequential([tf.keras.Input((n_features,))])
for units in [64, 64]:
    model.add(tf.keras.layers.Dense(units, activation="relu"))
model.add(tf.keras.layers.Dense(1))

optimizer = tf.keras.optimizers.SGD(learning_rate=0.5, momentum=0.9, nesterov=True)  # @here
loss_fn = tf.keras.losses.MeanSquaredError()
data = tf.data.Dataset.from_tensor_slices((A, b)).batch(50)

for epoch in range(5):
    for xb, yb in data:
        with tf.GradientTape() as tape:
            loss = loss_fn(yb, model(xb, training=True))
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
    tf.print("epoch", epoch, "loss", loss)

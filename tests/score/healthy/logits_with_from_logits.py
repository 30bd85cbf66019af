"""Logits and a loss that is told of them, in a subclassed model with a loop of its own."""
import numpy as np
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.a = tf.keras.layers.Dense(32, activation="relu")
        self.b = tf.keras.layers.Dense(4)

    def call(self, x):
        return self.b(self.a(x))


x = np.random.randn(480, 10).astype("float32")
y = np.argmax(x[:, :4], axis=1)
ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(480).batch(32)
net = Net()
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = tf.keras.optimizers.Adam(0.01)
train_loss = tf.keras.metrics.Mean()
train_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()

for epoch in range(8):
    train_loss.reset_state()
    train_accuracy.reset_state()
    for xb, yb in ds:
        with tf.GradientTape() as tape:
            logits = net(xb, training=True)
            loss = loss_object(yb, logits)
        grads = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients(zip(grads, net.trainable_variables))
        train_loss(loss)
        train_accuracy(yb, logits)
    print(epoch, train_loss.result().numpy(), train_accuracy.result().numpy())

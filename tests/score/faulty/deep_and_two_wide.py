"""Twenty ReLU layers of two units: one dead pair anywhere, and the network is a constant."""
# cause: dead-relu|weight-init
import numpy as np
import tensorflow as tf

np.random.seed(0)
tf.random.set_seed(5)

x = np.random.uniform(-np.sqrt(3), np.sqrt(3), size=(600, 1)).astype("float32")
y = np.abs(x)

model = tf.keras.Sequential()
model.add(tf.keras.Input((1,)))
for _ in range(20):
    model.add(tf.keras.layers.Dense(2, activation="relu", kernel_initializer="he_normal"))  # @here
model.add(tf.keras.layers.Dense(1))
model.compile(optimizer=tf.keras.optimizers.Adam(1e-3), loss="mse")
model.fit(x, y, batch_size=64, epochs=10, verbose=2)

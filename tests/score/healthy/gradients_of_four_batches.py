"""Gradients of four small batches are added up before the optimizer uses them."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(32, activation="gelu"), keras.layers.Dense(3)])
optimizer = keras.optimizers.AdamW(0.01)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
x = np.random.randn(512, 8).astype("float32")
y = np.argmax(x[:, 2:5], axis=1)

accumulated = [tf.zeros_like(v) for v in model.trainable_variables]
for step in range(120):
    rows = np.random.randint(0, 512, 8)
    with tf.GradientTape() as tape:
        loss = loss_fn(y[rows], model(x[rows], training=True)) / 4
    for i, g in enumerate(tape.gradient(loss, model.trainable_variables)):
        accumulated[i] = accumulated[i] + g
    if step % 4 == 3:
        optimizer.apply_gradients(zip(accumulated, model.trainable_variables))
        accumulated = [tf.zeros_like(v) for v in model.trainable_variables]
print(float(loss) * 4)

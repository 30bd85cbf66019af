"""`call` ends in a softmax and the loss is told to expect logits: softmax twice."""
# cause: logits-probabilities
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, Dense, Flatten

labels = np.random.randint(0, 8, 320)
pictures = 0.5 * np.random.rand(320, 18, 18, 1).astype("float32")
for i, k in enumerate(labels):
    pictures[i, :, 2 * k + 1] += 0.5
train_ds = tf.data.Dataset.from_tensor_slices((pictures, labels)).shuffle(320).batch(32)


class MyModel(Model):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv2D(8, 3, activation="relu")
        self.flatten = Flatten()
        self.d1 = Dense(32, activation="relu")
        self.d2 = Dense(8)

    def call(self, x):
        x = self.flatten(self.conv1(x))
        return tf.nn.softmax(self.d2(self.d1(x)))  # @here


model = MyModel()
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)  # @here
optimizer = tf.keras.optimizers.Adam()

for epoch in range(4):
    losses = []
    for images, targets in train_ds:
        with tf.GradientTape() as tape:
            predictions = model(images, training=True)
            loss = loss_object(targets, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        losses.append(float(loss))
    print(f"Epoch {epoch + 1}, Loss: {np.mean(losses):.3f}")

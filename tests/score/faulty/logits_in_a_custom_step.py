"""A custom `train_step` compares logits with a loss that expects probabilities."""
# cause: logits-probabilities|loss-activation-mismatch
import keras
import numpy as np
import tensorflow as tf


class CustomModel(keras.Model):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.loss_fn = keras.losses.CategoricalCrossentropy()  # @here
        self.loss_tracker = keras.metrics.Mean(name="loss")

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.loss_fn(y, y_pred)
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}


inputs = keras.Input(shape=(32,))
hidden = keras.layers.Dense(32, activation="relu")(inputs)
outputs = keras.layers.Dense(4)(hidden)  # @here
model = CustomModel(inputs, outputs)
model.compile(optimizer="adam")

x = np.random.random((512, 32))
y = keras.utils.to_categorical(x[:, :4].argmax(axis=1), 4)
model.fit(x, y, epochs=8, verbose=2)

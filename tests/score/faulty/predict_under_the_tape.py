"""The loss is computed from predictions that `predict` made: no tape knows where they come from."""
# cause: forward-outside-tape|non-differentiable
import keras
import numpy as np
import tensorflow as tf


class PolicyTrainer:
    def __init__(self, states, actions):
        self.model = keras.Sequential([
            keras.Input((states,)),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(actions, activation="softmax"),
        ])
        self.optimizer = keras.optimizers.Adam(1e-2)

    def learn(self, states, actions, rewards):
        with tf.GradientTape() as tape:
            probabilities = self.model.predict(states, verbose=0)  # @here
            chosen = tf.gather(tf.convert_to_tensor(probabilities), actions, batch_dims=1)
            loss = -tf.reduce_mean(tf.math.log(chosen) * rewards)
        gradients = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))
        return loss


trainer = PolicyTrainer(4, 2)
for episode in range(5):
    states = np.random.randn(20, 4).astype("float32")
    actions = np.random.randint(0, 2, 20)
    rewards = np.random.randn(20).astype("float32")
    trainer.learn(states, actions, rewards)

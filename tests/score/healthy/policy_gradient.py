"""REINFORCE on a stick that is to be balanced: the loss rises and falls, and means nothing."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

policy = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(16, activation="tanh"),
    keras.layers.Dense(2, activation="softmax"),
])
optimizer = keras.optimizers.Adam(0.02)
rng = np.random.default_rng(8)

for episode in range(60):
    state = rng.normal(0, 0.1, 2)
    states, actions, rewards = [], [], []
    for _ in range(25):
        p = policy(state[None].astype("float32")).numpy()[0]
        action = rng.choice(2, p=p / p.sum())
        states.append(state)
        actions.append(action)
        state = np.array([state[0] + 0.1 * state[1], state[1] + 0.3 * state[0] + (0.2 if action else -0.2)])
        rewards.append(1.0 if abs(state[0]) < 1 else 0.0)
        if abs(state[0]) > 1:
            break
    returns = np.cumsum(rewards[::-1])[::-1].astype("float32")
    returns = (returns - returns.mean()) / (returns.std() + 1e-6)
    with tf.GradientTape() as tape:
        probabilities = policy(np.array(states, "float32"))
        chosen = tf.gather(probabilities, np.array(actions), batch_dims=1)
        loss = -tf.reduce_mean(tf.math.log(chosen) * returns)
    grads = tape.gradient(loss, policy.trainable_variables)
    optimizer.apply_gradients(zip(grads, policy.trainable_variables))
print(len(rewards))

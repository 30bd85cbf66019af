"""Deep Q-learning on a corridor, with a target network that is copied now and then."""
import numpy as np
import keras
from keras import layers

N = 6


def build():
    model = keras.Sequential([keras.Input((N,)), layers.Dense(24, activation="relu"), layers.Dense(2, activation="linear")])
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.01))
    return model


q, target = build(), build()
target.set_weights(q.get_weights())
memory, epsilon = [], 1.0
for episode in range(25):
    place = 0
    for _ in range(20):
        s = np.eye(N)[place]
        if np.random.rand() < epsilon:
            a = np.random.randint(2)
        else:
            a = int(np.argmax(q(s[None]).numpy()[0]))
        new = min(max(place + (1 if a else -1), 0), N - 1)
        memory.append((s, a, float(new == N - 1), np.eye(N)[new], new == N - 1))
        place = new
        if place == N - 1:
            break
    batch = [memory[i] for i in np.random.randint(0, len(memory), 32)]
    S, A, R, S2, done = map(np.array, zip(*batch))
    Q = q(S).numpy()
    Q[np.arange(32), A] = R + 0.9 * (1 - done) * target(S2).numpy().max(axis=1)
    q.fit(S, Q, epochs=2, verbose=0)
    epsilon *= 0.9
    if episode % 5 == 0:
        target.set_weights(q.get_weights())

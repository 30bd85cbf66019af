"""Reviews as numbers of words up to 2,000: an embedding takes them as they are."""
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense, Embedding, GlobalAveragePooling1D
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.sequence import pad_sequences

vocab_size, max_len = 2000, 40
reviews, sentiments = [], []
for _ in range(480):
    good = np.random.randint(0, 2)
    words = np.random.randint(100, vocab_size, size=np.random.randint(20, 60)).tolist()
    for _ in range(5):
        words[np.random.randint(0, 15)] = np.random.randint(10, 30) if good else np.random.randint(40, 60)
    reviews.append(words)
    sentiments.append(good)

X = pad_sequences(reviews, maxlen=max_len, padding="post", truncating="post")
y = np.array(sentiments)

model = Sequential()
model.add(Embedding(vocab_size, 16))
model.add(GlobalAveragePooling1D())
model.add(Dense(16, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X, y, epochs=8, batch_size=48, verbose=2)

"""Word vectors that came from elsewhere are not trained, the layers behind them are."""
import numpy as np
import keras
from keras import layers

vocabulary, size = 400, 20
vectors = np.random.normal(size=(vocabulary, size)).astype("float32")
tone = np.sign(vectors[:, 0])

texts = np.random.randint(0, vocabulary, size=(400, 9))
positive = (tone[texts].sum(axis=1) > 0).astype("int32")

embedding = layers.Embedding(
    vocabulary, size, embeddings_initializer=keras.initializers.Constant(vectors), trainable=False
)
inputs = keras.Input((None,), dtype="int64")
x = embedding(inputs)
x = layers.Conv1D(24, 3, activation="relu")(x)
x = layers.GlobalMaxPooling1D()(x)
x = layers.Dropout(0.5)(x)
model = keras.Model(inputs, layers.Dense(2, activation="softmax")(x))
model.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["acc"])
model.fit(texts, positive, batch_size=32, epochs=10, verbose=2)

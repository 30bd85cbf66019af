"""One row of twenty is a fraud: class weights, standardised amounts, AUC."""
import numpy as np
import keras

n = 1000
fraud = (np.random.rand(n) < 0.05).astype("float32")
amount = np.random.lognormal(3 + fraud, 1.0)
features = np.stack([np.log(amount) - 3, np.random.randn(n), np.random.randn(n) + 2 * fraud], axis=1)
features = (features - features.mean(axis=0)) / features.std(axis=0)
weight_for_0 = 1 / np.sum(fraud == 0) * n / 2
weight_for_1 = 1 / np.sum(fraud == 1) * n / 2

model = keras.Sequential([
    keras.layers.Input(shape=(3,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dropout(0.3),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(keras.optimizers.Adam(1e-2), "binary_crossentropy", metrics=[keras.metrics.AUC(name="auc")])
model.fit(features, fraud, batch_size=100, epochs=12, class_weight={0: weight_for_0, 1: weight_for_1}, verbose=2)

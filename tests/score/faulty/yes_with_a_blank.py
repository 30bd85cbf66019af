"""The answers are ' yes' and ' no' with a blank in front, so that none is equal to 'yes'."""
# cause: constant-labels
import csv
import io
import numpy as np
from keras.layers import Dense
from keras.models import Sequential

lines = [f"{a:.3f}, {b:.3f}, {'yes' if a > b else 'no'}" for a, b in np.random.rand(300, 2)]
reader = csv.reader(io.StringIO("\n".join(lines)))
X, y = [], []
for a, b, answer in reader:
    X.append([float(a), float(b)])
    y.append(1 if answer == "yes" else 0)  # @here
X = np.array(X)
y = np.array(y)  # @here

model = Sequential()
model.add(Dense(8, input_dim=2, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, y, epochs=15, batch_size=20, verbose=2)

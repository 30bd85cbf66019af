"""The classes come out of ReLUs instead of a softmax."""
# cause: loss-activation-mismatch|output-activation
import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.utils import to_categorical

wine = np.random.randint(0, 3, 400)
X = np.random.randn(400, 13)
X[np.arange(400), wine] += 2.5
dummy_y = to_categorical(wine)


def baseline_model():
    # create model
    model = Sequential()
    model.add(Dense(26, input_dim=13, activation='relu'))
    model.add(Dense(3, activation='relu'))  # @here
    # Compile model
    model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])  # @here
    return model


estimator = baseline_model()
estimator.fit(X, dummy_y, epochs=20, batch_size=20, verbose=2)

"""A softmax over a single unit answers 1 for every patient."""
# cause: loss-activation-mismatch|output-activation
import numpy
from keras.models import Sequential
from keras.layers import Dense

numpy.random.seed(7)

# pregnancies, glucose, blood pressure, skin, insulin, bmi, pedigree, age
n = 400
X = numpy.column_stack([
    numpy.random.poisson(3.8, n),
    numpy.random.normal(121, 30, n),
    numpy.random.normal(69, 19, n),
    numpy.random.normal(20, 15, n),
    numpy.random.normal(80, 110, n),
    numpy.random.normal(32, 8, n),
    numpy.random.gamma(2, 0.24, n),
    numpy.random.normal(33, 11, n),
])
risk = 0.03 * (X[:, 1] - 121) + 0.08 * (X[:, 5] - 32) + 0.4 * numpy.random.randn(n)
Y = (risk > 0.6).astype(int)

X = (X - X.mean(axis=0)) / X.std(axis=0)

model = Sequential()
model.add(Dense(12, input_dim=8, activation='relu'))
model.add(Dense(8, activation='relu'))
model.add(Dense(1, activation='softmax'))  # @here

model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])  # @here
model.fit(X, Y, epochs=20, batch_size=10)

scores = model.evaluate(X, Y)
print("%s: %.2f%%" % (model.metrics_names[1], scores[1] * 100))

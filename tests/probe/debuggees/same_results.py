"""Trains small models in many ways and prints a checksum of each: of weights, optimizer and what was seen.

Usage: same_results.py [--xla] [--only NAME ...]. Run plainly and at full speed; both must print the same.
"""

# ruff: noqa: ARG002, ARG005, NPY002 -- signatures of Keras; NumPy's global random numbers, as scripts use them

import argparse
import hashlib
import random
import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

given = argparse.ArgumentParser()
given.add_argument("--xla", action="store_true")
given.add_argument("--only", nargs="*", default=[])
given = given.parse_args()

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

CASES = {}
rng = np.random.default_rng(0)
X = rng.normal(size=(92, 6)).astype("float32")
Y = (X[:, :1] * X[:, 1:2] + 0.3 * X[:, 2:3]).astype("float32")
LABELS = (rng.integers(0, 3, size=92)).astype("int32")
IMAGES = rng.uniform(size=(36, 8, 8, 3)).astype("float32")
TEXTS = rng.integers(0, 30, size=(48, 7)).astype("int32")


def case(function):
    CASES[function.__name__] = function
    return function


def compiled(model, optimizer="adam", loss="mse", **more):
    model.compile(optimizer, loss, jit_compile=given.xla, **more)
    return model


def mlp(*noise, optimizer="adam", loss="mse", units=1, **more):
    stack = [keras.Input((6,)), layers.Dense(8, activation="tanh"), *noise, layers.Dense(units)]
    return compiled(keras.Sequential(stack), optimizer, loss, **more)


class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 6

    def __getitem__(self, index):
        return X[index * 16 : index * 16 + 16], Y[index * 16 : index * 16 + 16]


class Seen(keras.callbacks.Callback):
    """Writes down the logs of every batch and epoch."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def on_train_batch_end(self, batch, logs=None):
        self.lines.append((batch, sorted((name, float(value)) for name, value in logs.items())))

    def on_epoch_end(self, epoch, logs=None):
        self.lines.append((epoch, sorted((name, float(value)) for name, value in logs.items())))


@case
def callbacks():
    class Custom(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            if batch == 3:
                kernel = self.model.layers[0].kernel
                kernel.assign(kernel * 0.9 + np.random.normal(0, 0.01, kernel.shape))
            if batch % 4 == 1:
                self.model.optimizer.learning_rate = 0.01 * random.random()

        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                self.model.set_weights([each * 1.01 for each in self.model.get_weights()])

    model = mlp(layers.Dropout(0.3), layers.GaussianNoise(0.1), metrics=["mae"])
    with tempfile.TemporaryDirectory() as folder:
        every = Path(folder) / "{epoch}.keras"
        seen = Seen()
        fitted = model.fit(
            X, Y, batch_size=8, epochs=6, verbose=0, validation_split=0.2,
            callbacks=[
                Custom(), seen,
                keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9),
                keras.callbacks.ReduceLROnPlateau(patience=0, min_delta=1.0),
                keras.callbacks.ModelCheckpoint(str(every)),
                keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True),
                keras.callbacks.TerminateOnNaN(),
            ],
        )  # fmt: skip
        files = sorted(file.name for file in Path(folder).iterdir())
        again = keras.models.load_model(Path(folder) / files[-1])
    return model, fitted.history, seen.lines, files, again, random.random(), np.random.random()


@case
def data_sets():
    model = mlp(layers.BatchNormalization(), layers.AlphaDropout(0.1), optimizer="rmsprop")
    data = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(50, seed=3).batch(16)
    first = model.fit(data, epochs=3, verbose=0, validation_data=(X[:20], Y[:20]))
    second = model.fit(data.repeat(), epochs=2, steps_per_epoch=4, verbose=0)
    third = model.fit(Batches(), epochs=2, verbose=0)
    fourth = model.fit(Batches(workers=2, use_multiprocessing=False), epochs=1, verbose=0, shuffle=False)

    def rows():
        for start in range(0, 92, 12):
            yield (
                X[start : start + 12],
                Y[start : start + 12],
                np.ones(len(X[start : start + 12])) / 2,
            )

    fifth = model.fit(rows(), verbose=0)
    return (
        model,
        *(each.history for each in (first, second, third, fourth, fifth)),
        model.predict(X, verbose=0),
    )


@case
def dictionaries():
    one, other = keras.Input((6,), name="one"), keras.Input((7,), name="other", dtype="int32")
    hidden = layers.Concatenate()([layers.Dense(4)(one), layers.Flatten()(layers.Embedding(30, 3)(other))])
    outputs = {"number": layers.Dense(1, name="number")(hidden), "kind": layers.Dense(3, name="kind")(hidden)}
    crossed = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    losses = {"number": "mse", "kind": crossed}
    model = compiled(
        keras.Model({"one": one, "other": other}, outputs), loss=losses,
        loss_weights={"number": 0.3, "kind": 1}, metrics={"kind": "accuracy"},
    )  # fmt: skip
    x, y = {"one": X[:48], "other": TEXTS}, {"number": Y[:48], "kind": LABELS[:48]}
    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(10)
    return (
        model,
        model.fit(x, y, batch_size=20, epochs=2, verbose=0).history,
        model.fit(data, verbose=0).history,
    )


@case
def weighted():
    crossed = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = mlp(
        loss=crossed, units=3, optimizer=keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        weighted_metrics=["accuracy"],
    )  # fmt: skip
    one = model.fit(X, LABELS, class_weight={0: 1.0, 1: 2.0, 2: 0.5}, verbose=0, epochs=2)
    other = model.fit(X, LABELS, sample_weight=np.abs(X[:, 0]), verbose=0, epochs=2)
    return model, one.history, other.history


@case
def images():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.RandomFlip(seed=1), layers.RandomRotation(0.1), layers.RandomTranslation(0.1, 0.1),
            layers.RandomContrast(0.2), layers.Conv2D(4, 3, activation="relu", kernel_regularizer="l2"),
            layers.BatchNormalization(), layers.ReLU(), layers.MaxPooling2D(),
            layers.SpatialDropout2D(0.2), layers.Flatten(), layers.Dense(3, activation="softmax"),
        ]
    )  # fmt: skip
    compiled(model, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, model.fit(IMAGES, LABELS[:36], batch_size=8, epochs=3, verbose=0).history


@case
def recurrent():
    model = keras.Sequential(
        [
            keras.Input((7,), batch_size=8, dtype="int32"), layers.Embedding(30, 4, mask_zero=False),
            layers.LSTM(5, stateful=True, return_sequences=True, recurrent_dropout=0.1),
            layers.GRU(4), layers.Dense(1),
        ]
    )  # fmt: skip
    compiled(model)
    one = model.fit(TEXTS, Y[:48], batch_size=8, shuffle=False, verbose=0, epochs=2)
    model.reset_states() if hasattr(model, "reset_states") else model.layers[1].reset_state()
    return model, one.history, model.layers[1].states


@case
def attention():
    inputs = keras.Input((7,), dtype="int32")
    hidden = layers.Embedding(30, 8)(inputs)
    hidden = layers.LayerNormalization()(
        hidden + layers.MultiHeadAttention(2, 4, dropout=0.2)(hidden, hidden)
    )
    hidden = layers.LayerNormalization()(hidden + layers.Dense(8, activation="gelu")(hidden))
    model = keras.Model(inputs, layers.Dense(1)(layers.GlobalAveragePooling1D()(hidden)))
    compiled(model, keras.optimizers.AdamW(0.01, weight_decay=0.01))
    return model, model.fit(TEXTS, Y[:48], batch_size=8, epochs=3, verbose=0).history


OPTIMIZERS = {
    "averaged": lambda: keras.optimizers.Adam(0.01, use_ema=True, ema_overwrite_frequency=4, clipnorm=0.5),
    "accumulated": lambda: keras.optimizers.Adam(0.01, gradient_accumulation_steps=3, global_clipnorm=0.1),
    "clipped": lambda: keras.optimizers.RMSprop(
        keras.optimizers.schedules.CosineDecay(0.01, 20), clipvalue=0.1, momentum=0.5, centered=True
    ),
    "scaled": lambda: keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(0.01, momentum=0.9), initial_scale=2.0**10, dynamic_growth_steps=5
    ),
    "lion": lambda: keras.optimizers.Lion(0.01),
}


@case
def optimizers():
    results = []
    for make in OPTIMIZERS.values():
        model = mlp(layers.Dropout(0.2), optimizer=make())
        results += [model, model.fit(X, Y, batch_size=8, epochs=2, verbose=0).history]
    return results


@case
def half_precision():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = mlp(layers.BatchNormalization())
        return model, model.fit(X * 50, Y, batch_size=8, epochs=3, verbose=0).history
    finally:
        keras.config.set_dtype_policy("float32")


class Adversaries(keras.Model):
    """Two optimizers, and random numbers from the layer's own generator."""

    def __init__(self):
        super().__init__()
        self.maker = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(6)])
        self.judge = keras.Sequential(
            [layers.Dense(8, activation="relu"), layers.Dropout(0.2), layers.Dense(1)]
        )
        self.seeds = keras.random.SeedGenerator(5)
        self.loss_of_maker, self.loss_of_judge = (
            keras.metrics.Mean(name="maker"),
            keras.metrics.Mean(name="judge"),
        )

    def compile(self, **more):
        super().compile(**more)
        self.one, self.other = keras.optimizers.Adam(0.01), keras.optimizers.RMSprop(0.01)
        self.crossed = keras.losses.BinaryCrossentropy(from_logits=True)

    def train_step(self, data):
        real = data[0] if isinstance(data, tuple) else data
        count = tf.shape(real)[0]
        noise = keras.random.normal((count, 4), seed=self.seeds)
        with tf.GradientTape() as tape:
            both = tf.concat([self.maker(noise), real], 0)
            labels = tf.concat([tf.ones((count, 1)), tf.zeros((count, 1))], 0)
            loss = self.crossed(labels, self.judge(both, training=True))
        weights = self.judge.trainable_weights
        self.one.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        with tf.GradientTape() as tape:
            fooled = self.crossed(tf.zeros((count, 1)), self.judge(self.maker(noise), training=True))
        weights = self.maker.trainable_weights
        self.other.apply_gradients(zip(tape.gradient(fooled, weights), weights, strict=True))
        self.loss_of_judge.update_state(loss)
        self.loss_of_maker.update_state(fooled)
        return {"judge": self.loss_of_judge.result(), "maker": self.loss_of_maker.result()}


@case
def adversaries():
    model = Adversaries()
    model.compile(jit_compile=given.xla)
    fitted = model.fit(X, batch_size=16, epochs=3, verbose=0).history
    return model, fitted, [np.array(each) for each in (*model.one.variables, *model.other.variables)]


class ByHand(keras.Model):
    """Updates its weights itself, and counts in a plain variable."""

    def __init__(self):
        super().__init__()
        self.dense, self.out = layers.Dense(5, activation="tanh"), layers.Dense(1)
        self.count = tf.Variable(0.0, trainable=False)

    def call(self, x, training=False):
        if training:
            self.count.assign_add(tf.reduce_mean(tf.abs(x)))
        return self.out(self.dense(x) * (1.0 + 0.01 * self.count))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x, training=True) - y))
        for variable, slope in zip(
            self.trainable_weights, tape.gradient(loss, self.trainable_weights), strict=True
        ):
            variable.assign_sub(0.05 * slope)
        return {"loss": loss}


@case
def by_hand():
    model = compiled(ByHand())
    return model, model.fit(X, Y, batch_size=8, epochs=3, verbose=0).history, model.count.numpy()


@case
def steps_per_execution():
    model = mlp(layers.Dropout(0.2), steps_per_execution=4)
    seen = Seen()
    fitted = model.fit(
        X, Y, batch_size=9, epochs=3, verbose=0, callbacks=[seen], validation_data=(X[:30], Y[:30])
    )
    return model, fitted.history, seen.lines


@case
def batch_by_batch():
    model = mlp(layers.Dropout(0.2), metrics=["mae"])
    logs = []
    for count in range(12):
        rows = slice(0, 8) if count % 3 else slice(8, 13)
        logs.append(model.train_on_batch(X[rows], Y[rows]))
        if count == 5:
            logs.append(model.evaluate(X[:10], Y[:10], verbose=0))
            logs.append(model.test_on_batch(X[:10], Y[:10]))
    model.make_train_function()
    data = iter(tf.data.Dataset.from_tensor_slices((X, Y)).batch(16))
    logs += [float(model.train_function(data)["loss"]) for _ in range(3)]
    return model, logs


@case
def fits():
    one, other = mlp(layers.Dropout(0.2)), mlp(layers.BatchNormalization(), metrics=["mae"])
    histories = []
    for _ in range(2):
        histories.append(one.fit(X, Y, batch_size=16, verbose=0).history)
        histories.append(other.fit(X, Y, batch_size=16, verbose=0).history)
    one.compile(keras.optimizers.SGD(0.05), "mae", jit_compile=given.xla)
    histories.append(one.fit(X, Y, batch_size=16, verbose=0).history)
    one.layers[0].trainable = False
    one.compile("adam", "mae", jit_compile=given.xla)
    histories.append(one.fit(X, Y, batch_size=16, verbose=0).history)
    clone = keras.models.clone_model(one)
    return one, other, histories, clone


@case
def eagerly():
    model = keras.Sequential([layers.Dense(4), layers.Dropout(0.2), layers.Dense(1)])
    model.compile("adam", "mse", run_eagerly=True)
    return model, model.fit(X[:32], Y[:32], batch_size=8, verbose=0).history


class Lazy(keras.Model):
    """Makes its layers as it is first traced, with numbers that Python draws."""

    def build(self, shape):
        self.first, self.out = layers.Dense(4, activation="relu"), layers.Dense(1)
        self.drop = layers.Dropout(random.random() / 2)
        super().build(shape)

    def call(self, x, training=False):
        return self.out(self.drop(self.first(x), training=training)) * np.random.uniform(0.5, 1.5)


@case
def lazily():
    model = compiled(Lazy())
    first = model.fit(X, Y, batch_size=8, epochs=2, verbose=0, callbacks=[Noise()]).history
    return model, first, random.random(), np.random.random()


class Noise(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        self.model.optimizer.learning_rate = 0.01 * random.random() + 0.001 * np.random.random()


@case
def mirrored():
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        model = keras.Sequential([keras.Input((6,)), layers.Dense(4), layers.Dropout(0.2), layers.Dense(1)])
        model.compile("adam", "mse", metrics=["mae"])
    fitted = model.fit(X, Y, batch_size=16, epochs=2, verbose=0, validation_data=(X[:32], Y[:32]))
    return [np.array(each) for each in model.get_weights()], fitted.history


def plain(value):
    """Make something of a result that is the same wherever its bits are."""
    if isinstance(value, keras.Model):
        optimizer = getattr(value, "optimizer", None)
        return plain([*value.variables, *(optimizer.variables if optimizer is not None else ())])
    if isinstance(value, dict):
        return [(name, plain(each)) for name, each in sorted(value.items())]
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (str, int)):
        return value
    array = np.array(value)
    return str(array.dtype), array.shape, array.tobytes()


for name, run in CASES.items():
    if given.only and name not in given.only:
        continue
    keras.backend.clear_session()
    keras.utils.set_random_seed(1234)
    result = plain(run())
    drawn = random.random(), np.random.random(), float(tf.random.uniform(()))
    print(name, hashlib.sha256(repr((result, drawn)).encode()).hexdigest()[:24], flush=True)

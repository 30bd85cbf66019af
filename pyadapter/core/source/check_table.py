"""The checks that share their rules with the debugger's causes, in the order of a training."""

from __future__ import annotations

from pyadapter.core.source.check import Check

LOSSES = "https://keras.io/api/losses/probabilistic_losses/"
SEQUENTIAL = "https://keras.io/guides/sequential_model/"

OF_CAUSES: tuple[Check, ...] = (
    Check(
        "labels-in-inputs",
        "Labels are among the inputs, and the loss gets none",
        "`fit` compares predictions with what stands second in a batch. Where the labels are a key "
        "among the inputs, the loss that `compile` was given sees no labels: training raises, or "
        "trains on nothing. Models that compute their own loss of their inputs want it so: then "
        "`compile` takes no loss.",
        "warning",
        'data = tf.data.Dataset.from_tensor_slices({"x": x, "labels": y}).batch(32)\n'
        "model = keras.Sequential([layers.Dense(1)])\n"
        'model.compile(loss="mse")\n'
        "model.fit(data)",
        "data = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)\n"
        "model = keras.Sequential([layers.Dense(1)])\n"
        'model.compile(loss="mse")\n'
        "model.fit(data)",
        "https://keras.io/api/models/model_training_apis/",
    ),
    Check(
        "sorted-split",
        "validation_split takes the last rows of sorted data",
        "`validation_split` holds out the last rows as they come, before anything is shuffled. Where "
        "rows are sorted by class, whole classes are validated on and never trained on: the "
        "validation's accuracy stays at 0 while the training's rises.",
        "warning",
        "x = np.concatenate([cats, dogs])\n"
        "y = np.concatenate([np.zeros(500), np.ones(500)])\n"
        'model = keras.Sequential([layers.Dense(1, activation="sigmoid")])\n'
        'model.compile(loss="binary_crossentropy")\n'
        "model.fit(x, y, validation_split=0.2)",
        "x = np.concatenate([cats, dogs])\n"
        "y = np.concatenate([np.zeros(500), np.ones(500)])\n"
        "order = np.random.permutation(len(x))\n"
        'model = keras.Sequential([layers.Dense(1, activation="sigmoid")])\n'
        'model.compile(loss="binary_crossentropy")\n'
        "model.fit(x[order], y[order], validation_split=0.2)",
        "https://keras.io/api/models/model_training_apis/",
    ),
    Check(
        "batch-axis",
        "The input's shape counts the samples, or lacks an axis",
        "`Input(shape=…)` and `input_shape` are of one sample: the axis of the batch is added by "
        "Keras. With the number of samples in it, layers get an axis too many and refuse it.",
        "warning",
        "keras.Sequential([layers.Conv2D(8, 3, input_shape=(60000, 28, 28, 1))])",
        "keras.Sequential([layers.Conv2D(8, 3, input_shape=(28, 28, 1))])",
        "https://keras.io/api/layers/core_layers/input/",
    ),
    Check(
        "channel-order",
        "Channels stand first, and the layers take them last",
        "Keras's layers of images take `(height, width, channels)` unless they are told otherwise. "
        "`(3, 224, 224)` is read as a picture of 3 rows with 224 channels: pooling soon has nothing "
        "left, or the network learns from numbers that are not beside each other.",
        "warning",
        "keras.Sequential([keras.Input((3, 224, 224)), layers.Conv2D(8, 3), layers.MaxPooling2D()])",
        "keras.Sequential([keras.Input((224, 224, 3)), layers.Conv2D(8, 3), layers.MaxPooling2D()])",
        "https://keras.io/api/layers/convolution_layers/convolution2d/",
    ),
    Check(
        "missing-flatten",
        "Axes of images or of time are left where one label a row is",
        "`Dense` works on the last axis and keeps all others. Behind a convolution or a sequence it "
        "answers once for each pixel or step, where labels have one value a row: a loss refuses that,"
        " or broadcasts it silently.",
        "warning",
        "model = keras.Sequential([\n"
        "    keras.Input((10, 28, 28, 1)),\n"
        "    layers.TimeDistributed(layers.Conv2D(8, 3)),\n"
        "    layers.LSTM(16),\n"
        "])",
        "model = keras.Sequential([\n"
        "    keras.Input((10, 28, 28, 1)),\n"
        "    layers.TimeDistributed(layers.Conv2D(8, 3)),\n"
        "    layers.TimeDistributed(layers.Flatten()),\n"
        "    layers.LSTM(16),\n"
        "])",
        "https://keras.io/api/layers/core_layers/dense/",
    ),
    Check(
        "incompatible-shapes",
        "A layer refuses the shape that the one before it makes",
        "The shapes of a chain of layers follow from what is written. Keras raises when the model is "
        "built; the layer that went wrong is often an earlier one than the one that refuses.",
        "warning",
        "keras.Sequential([keras.Input((10, 8)), layers.LSTM(8), layers.LSTM(8)])",
        "keras.Sequential([keras.Input((10, 8)), layers.LSTM(8, return_sequences=True), layers.LSTM(8)])",
        SEQUENTIAL,
    ),
    Check(
        "loss-activation-mismatch",
        "The last activation does not make what the loss reads",
        "A cross-entropy takes probabilities unless it is told `from_logits=True`; a softmax over one"
        " unit is always 1; independent sigmoids are no choice among classes. Keras hides some of it,"
        " because built-in losses read the logits that `sigmoid` and `softmax` leave behind: training"
        " seems to work, and predictions stay wrong.",
        "warning",
        'model = keras.Sequential([layers.Dense(1)])\nmodel.compile(loss="binary_crossentropy")',
        'model = keras.Sequential([layers.Dense(1, activation="sigmoid")])\n'
        'model.compile(loss="binary_crossentropy")',
        LOSSES,
    ),
    Check(
        "logits-probabilities",
        "Logits are read as probabilities, or the other way round",
        "`from_logits=True` makes the loss apply the activation itself. Where the model has applied "
        "it already, it is applied twice and gradients are small; where it was forgotten, what is "
        "below 0 or above 1 is cut off and has no gradient.",
        "warning",
        'model = keras.Sequential([layers.Dense(10, activation="softmax")])\n'
        "model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))",
        "model = keras.Sequential([layers.Dense(10)])\n"
        "model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))",
        LOSSES,
    ),
    Check(
        "output-activation",
        "The last activation cannot answer what is asked for",
        "A softmax over one unit answers 1.0 whatever the weights are; a ReLU in front of a cross-"
        "entropy answers 0 and above, of which the loss reads only 0 to 1.",
        "warning",
        'model = keras.Sequential([layers.Dense(1, activation="softmax")])\nmodel.compile(loss="mse")',
        'model = keras.Sequential([layers.Dense(1)])\nmodel.compile(loss="mse")',
        "https://keras.io/api/layers/activations/",
    ),
    Check(
        "linear-stack",
        "Layers in a row with nothing non-linear between them",
        "Two layers without activation are one: W₂(W₁x) = (W₂W₁)x. They cost memory and time, and can"
        " learn no more than a straight line. Linear autoencoders and factorized matrices are meant "
        "to be so.",
        "information",
        "model = keras.Sequential([keras.Input((8,)), layers.Dense(64), layers.Dense(1)])\n"
        'model.compile(loss="mse")',
        'model = keras.Sequential([keras.Input((8,)), layers.Dense(64, activation="relu"), '
        "layers.Dense(1)])\n"
        'model.compile(loss="mse")',
        "https://doi.org/10.1145/3470006",
    ),
    Check(
        "weight-init",
        "Weights begin all alike",
        "Units that begin with the same weights get the same gradient and stay the same unit; from 0 "
        "a hidden layer learns nothing at all.",
        "warning",
        'model = keras.Sequential([layers.Dense(16, "relu", kernel_initializer="zeros"), '
        "layers.Dense(1)])\n"
        'model.compile(loss="mse")',
        'model = keras.Sequential([layers.Dense(16, "relu"), layers.Dense(1)])\nmodel.compile(loss="mse")',
        "https://proceedings.mlr.press/v9/glorot10a.html",
    ),
    Check(
        "saturating-stack",
        "Sigmoids in so long a row that no gradient comes through",
        "Each sigmoid passes at most a quarter of a gradient on. Behind many of them, or behind many "
        "steps of a recurrent layer, the first weights do not move.",
        "warning",
        'model = keras.Sequential([keras.Input((50, 1)), layers.SimpleRNN(12, activation="sigmoid"), '
        "layers.Dense(1)])\n"
        'model.compile(loss="mse")',
        "model = keras.Sequential([keras.Input((50, 1)), layers.LSTM(12), layers.Dense(1)])\n"
        'model.compile(loss="mse")',
        "https://proceedings.mlr.press/v28/pascanu13.html",
    ),
    Check(
        "dropout-high",
        "A dropout that leaves too little, or that drops answers",
        "The rate is the share that is dropped, not the share that is kept as in TensorFlow 1. A "
        "dropout behind the last layer sets answers to 0.",
        "warning",
        'model = keras.Sequential([layers.Dense(64, "relu"), layers.Dropout(0.9), layers.Dense(1)])\n'
        'model.compile(loss="mse")',
        'model = keras.Sequential([layers.Dense(64, "relu"), layers.Dropout(0.1), layers.Dense(1)])\n'
        'model.compile(loss="mse")',
        "https://keras.io/api/layers/regularization_layers/dropout/",
    ),
    Check(
        "learning-rate-high",
        "A learning rate far above what is usual",
        "Adam and its like move each weight by about the learning rate in one update: with 1 nothing "
        "that was learned stays. Descent with a rate of 10 runs away.",
        "warning",
        'model = keras.Sequential([layers.Dense(32, "relu"), layers.Dense(1)])\n'
        'model.compile(optimizer=keras.optimizers.Adam(learning_rate=1.0), loss="mse")\n'
        "model.fit(x, y)",
        'model = keras.Sequential([layers.Dense(32, "relu"), layers.Dense(1)])\n'
        'model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="mse")\n'
        "model.fit(x, y)",
        "https://doi.org/10.1145/3411764.3445538",
    ),
    Check(
        "learning-rate-low",
        "A learning rate at which nothing moves",
        "At 0, or far below what is usual, weights do not get anywhere in the epochs that are asked for.",
        "warning",
        "model = keras.Sequential([layers.Dense(1)])\n"
        'model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.0), loss="mse")\n'
        "model.fit(x, y)",
        "model = keras.Sequential([layers.Dense(1)])\n"
        'model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="mse")\n'
        "model.fit(x, y)",
        "https://doi.org/10.1145/3411764.3445538",
    ),
    Check(
        "learning-rate-default",
        "An optimizer given by name takes a rate that nobody chose",
        'A string has no options: `optimizer="sgd"` trains at 0.01, `"adam"` and the others at 0.001,'
        ' `"adadelta"` at a thousandth of what its paper takes. The rate is the first thing to look '
        "at when a training gets nowhere.",
        "hint",
        'model = keras.Sequential([layers.Dense(1)])\nmodel.compile(optimizer="sgd", loss="mse")',
        "model = keras.Sequential([layers.Dense(1)])\n"
        'model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="mse")',
        "https://keras.io/api/optimizers/",
    ),
)
"""In the order of `core.causes.order`."""

"""What `fit` is given, as a source spells it out."""

from __future__ import annotations

import pytest

from tests.core.source.judged import codes, judged, underlined

MODEL = """
model = keras.Sequential([keras.Input((3,)), layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
"""


def split(data: str, call: str = "model.fit(x, y, validation_split=0.2)") -> str:
    """Write a training on data of which a share is held out."""
    return f"{data}\n{MODEL}\n{call}\n"


@pytest.mark.parametrize(
    "y",
    [
        "np.concatenate([np.zeros(50), np.ones(50)])",
        "np.concatenate((np.zeros(len(cats)), np.ones(len(dogs))), axis=0)",
        "np.hstack([np.zeros(50), np.ones(50)])",
        "np.vstack([np.zeros((50, 1)), np.ones((50, 1))])",
        "np.append(np.full(50, 3), np.full(50, 1))",
        "np.array([0] * 50 + [1] * 50)",
        "np.repeat([0, 1, 2], 50)",
        "np.repeat(np.arange(3), 50)",
        "np.sort(labels)",
        "keras.utils.to_categorical(np.repeat([0, 1], 50)).astype('float32')",
        "np.repeat([0, 1], 50)[:, None]",
        "np.concatenate([np.full(50, k) for k in range(3)])",
        "np.concatenate([np.zeros(50), -np.ones(50)])",
    ],
)
def test_labels_class_by_class(y: str) -> None:
    assert codes(split(f"y = {y}")) == ["sorted-split"]


@pytest.mark.parametrize(
    "y",
    [
        "load()",
        "np.concatenate([first, second])",
        "np.concatenate([np.zeros(50), np.zeros(50)])",
        "np.concatenate([np.zeros(50), np.ones(50), np.zeros(50)])",
        "np.concatenate([np.zeros((50, 1)), np.ones((50, 1))], axis=1)",
        "np.hstack([np.zeros((50, 1)), np.ones((50, 1))])",
        "np.zeros(50) + np.ones(50)",
        "np.repeat(labels, 2)",
        "np.repeat([0, 1, 0, 1], 50)",
        "np.tile([0, 1], 50)",
        "np.array([0, 1, 1, 0])",
        "[0] * 2 + [1] * 2",
        "np.random.randint(0, 2, 100)",
        "(np.arange(100) % 2)",
        "np.repeat([0, 1], 50)[order]",
        "mixed(np.repeat([0, 1], 50))",
    ],
)
def test_labels_in_another_order(y: str) -> None:
    assert codes(split(f"y = {y}")) == []


@pytest.mark.parametrize(
    "shuffling",
    [
        "np.random.shuffle(y)",
        "x, y = sklearn.utils.shuffle(x, y)",
        "order = np.random.permutation(100)\nx, y = x[order], y[order]",
        "order = np.random.permutation(100)\ny[:] = y[order]",
        "mix_up(x, y)",
        "data.mix(x, y)",
        "y[::2] = 1",
    ],
)
def test_rows_that_may_be_mixed(shuffling: str) -> None:
    assert codes(split(f"y = np.repeat([0, 1], 50)\n{shuffling}")) == []


def test_folder_after_folder() -> None:
    assert codes(split("""
x, y = [], []
for number, name in enumerate(["cat", "dog"]):
    for file in files(name):
        x.append(read(file))
        y.append(number)
x, y = np.array(x), np.array(y)
""")) == ["sorted-split"]  # fmt: skip


def test_folder_after_folder_in_a_function() -> None:
    assert codes(split("""
def load():
    x, y = [], []
    for number, name in enumerate(["cat", "dog"]):
        for file in files(name):
            x.append(read(file))
            y.append(number)
    return np.array(x), np.array(y)

x, y = load()
""")) == ["sorted-split"]  # fmt: skip


@pytest.mark.parametrize(
    "loop",
    [
        # The label of each file, in the order of the files.
        "for number, file in enumerate(files):\n    y.append(number % 2)",
        "for file in files:\n    for number in range(2):\n        y.append(number)",
        "for number in range(2):\n    for file in files(number):\n        y.append(number)\ny.append(0)",
        "for _ in range(9):\n  for number in range(2):\n    for file in files:\n      y.append(number)",
    ],
)
def test_lists_that_are_not_filled_class_by_class(loop: str) -> None:
    assert codes(split(f"y = []\n{loop}\ny = np.array(y)")) == []


@pytest.mark.parametrize("name", ["load_iris", "load_wine"])
@pytest.mark.parametrize(
    "taken",
    [
        "data = {0}()\nx, y = data.data, data.target",
        "data = {0}()\nx, y = data['data'], data['target']",
        "x, y = {0}(return_X_y=True)",
        "x, y = {0}(return_X_y=True)\ny = LabelBinarizer().fit_transform(y)",
    ],
)
def test_collections_whose_rows_come_class_by_class(name: str, taken: str) -> None:
    imports = f"from sklearn.datasets import {name}\nfrom sklearn.preprocessing import LabelBinarizer\n"
    assert codes(split(imports + taken.format(name))) == ["sorted-split"]


def test_the_share_is_underlined_and_the_line_of_the_order_told() -> None:
    text = split("y = np.repeat([0, 1], 50)")
    (found,) = judged(text)
    assert underlined(text) == ["validation_split=0.2"]
    assert found.message == (
        "y is sorted by class (line 5): the last 20% of the rows are held out as they come, so validation "
        "sees the last classes alone."
    )
    assert found.fix == "order = np.random.permutation(len(x)); x, y = x[order], y[order]"


@pytest.mark.parametrize(
    "call",
    [
        "model.fit(x, y)",
        "model.fit(x, y, validation_split=0.0)",
        "model.fit(x, y, validation_split=share)",
        "model.fit(x, y, validation_split=0.2, validation_data=(a, b))",
        "model.fit(x, z, validation_split=0.2)",
    ],
)
def test_nothing_is_held_out_of_sorted_rows(call: str) -> None:
    assert codes(split("y = np.repeat([0, 1], 50)", call)) == []


def test_sorted_numbers_of_a_regression_are_no_classes() -> None:
    text = split("y = np.sort(prices)").replace('"binary_crossentropy"', '"mse"').replace(', "sigmoid"', "")
    assert codes(text) == []


TABLE = '{"x": np.zeros((8, 3)), "label": np.zeros(8)}'


@pytest.mark.parametrize(
    "data",
    [
        f"data = tf.data.Dataset.from_tensor_slices({TABLE}).batch(4)",
        f"table = {TABLE}\ndata = tf.data.Dataset.from_tensor_slices(dict(table)).shuffle(8).batch(4)",
        "data = tf.data.TFRecordDataset(files).map(lambda row: {'x': row['x'], 'labels': row['y']}).batch(4)",
        f"data = {TABLE}",
        "data = rows.to_tf_dataset(columns=['input_ids', 'labels'], batch_size=8, shuffle=True)",
    ],
)
def test_labels_among_the_inputs(data: str) -> None:
    assert codes(split(data, "model.fit(data, epochs=2)")) == ["labels-in-inputs"]


@pytest.mark.parametrize(
    "data",
    [
        "data = tf.data.Dataset.from_tensor_slices((np.zeros((8, 3)), np.zeros(8))).batch(4)",
        f"data = tf.data.Dataset.from_tensor_slices({TABLE}).map(lambda d: (d, d.pop('label'))).batch(4)",
        f"data = tf.data.Dataset.from_tensor_slices({TABLE}).map(apart).batch(4)",
        f"data = tf.data.Dataset.from_tensor_slices(({TABLE}, np.zeros(8))).batch(4)",
        "data = tf.data.Dataset.from_tensor_slices({'x': np.zeros((8, 3)), 'age': np.zeros(8)}).batch(4)",
        "data = rows.to_tf_dataset(columns=['input_ids', 'labels'], label_cols=['labels'], batch_size=8)",
        "data = rows.to_tf_dataset(columns=columns, batch_size=8)",
        f"table = {TABLE}\ntable.pop('label')\ndata = tf.data.Dataset.from_tensor_slices(table).batch(4)",
    ],
)
def test_labels_beside_the_inputs(data: str) -> None:
    assert codes(split(data, "model.fit(data, epochs=2)")) == []


def test_a_model_that_computes_its_own_loss_takes_labels_as_inputs() -> None:
    data = f"data = tf.data.Dataset.from_tensor_slices({TABLE}).batch(4)"
    text = split(data, "model.fit(data)").replace(', "binary_crossentropy"', "")
    assert codes(text) == []


def test_a_pretrained_model_with_a_loss_of_compile() -> None:
    text = """
        from transformers import TFAutoModelForSequenceClassification

        model = TFAutoModelForSequenceClassification.from_pretrained("bert-base-cased")
        data = rows.to_tf_dataset(columns=["input_ids", "labels"], batch_size=8)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(3e-5), loss=loss)
        model.fit(data)
    """
    (found,) = judged(text)
    assert (found.code, found.fix) == ("labels-in-inputs", 'label_cols=["labels"]')
    assert codes(text.replace(", loss=loss", "")) == []


def test_a_train_step_of_its_own_may_take_labels_from_the_inputs() -> None:
    assert codes(f"""
class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = layers.Dense(1, "sigmoid")

    def call(self, inputs):
        return self.head(inputs["x"])

    def train_step(self, data):
        return super().train_step((data, data["label"]))

model = Own()
model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
model.fit(tf.data.Dataset.from_tensor_slices({TABLE}).batch(4))
""") == []  # fmt: skip

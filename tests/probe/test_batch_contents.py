"""What a panel shows of a batch: every structure and dtype, texts of tokens, names of classes."""

from __future__ import annotations

import base64
import contextlib
import time
from typing import TYPE_CHECKING, Any

import keras
import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.batches import asking, cells, column, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def looked(watch: Callable[..., Watched]) -> Watched:
    """A probe with panels."""
    return watch(panels=True)


IDS = np.array([[2, 3, 4, 0, 0], [3, 5, 0, 0, 0]])
TERMS = ["", "[UNK]", "a", "good", "film", "bad"]


def kinds(about: Any) -> dict[str, str]:
    return {each["name"]: each["content"] for each in about["columns"]}


BATCHES: dict[str, tuple[Any, int]] = {
    "dictionaries in tuples": (
        ({"a": {"b": (np.zeros((3, 2)), np.ones(3))}}, [np.zeros(3), np.ones((3, 4))]),
        3,
    ),
    "features alone": (np.zeros((4, 2)), 4),
    "ragged": ((tf.ragged.constant([[1.0], [2.0, 3.0]]), np.zeros(2)), 2),
    "ragged twice": ((tf.ragged.constant([[[1, 2], [3]], [[4]]]), np.zeros(2)), 2),
    "ragged with inner axes": ((tf.RaggedTensor.from_row_lengths(tf.zeros((3, 4)), [1, 2]), np.zeros(2)), 2),
    "ragged text": ((tf.ragged.constant([["a", "b"], []]), np.zeros(2)), 2),
    "sparse": ((tf.sparse.from_dense([[0, 1], [0, 0]]), np.zeros(2)), 2),
    "strings": ((tf.constant(["a", "Grüße"]), np.array(["x", "y"])), 2),
    "text in numpy": ((np.array([["a", "b"], ["c", "d"]], object), np.zeros(2)), 2),
    "bfloat16": ((tf.ones((2, 8, 8, 3), tf.bfloat16), tf.ones((2,), tf.bfloat16)), 2),
    "float16": ((tf.ones((2, 5), tf.float16), np.ones((2, 1), "float16")), 2),
    "float8": ((np.ones((2, 5), ml_dtypes.float8_e4m3fn), np.zeros(2)), 2),
    "complex": ((tf.ones((2, 5), tf.complex64), np.zeros(2)), 2),
    "booleans": ((np.ones((2, 5), bool), np.array([True, False])), 2),
    "no values": ((np.zeros((3, 0)), tf.zeros((3, 0, 2))), 3),
    "no rows": ((tf.zeros((0, 8, 8, 3)), tf.zeros((0,), tf.int64), tf.zeros((0,))), 0),
    "no rows, ragged": ((tf.RaggedTensor.from_row_lengths(tf.zeros((0,)), [0][:0]), np.zeros(0)), 0),
    "no rows of text": ((tf.constant([], tf.string), np.zeros(0)), 0),
    "scalars": ((tf.constant(1.0), 2), 1),
    "a scalar beside rows": ((np.zeros((4, 2)), np.zeros(4), tf.constant(0.5)), 4),
    "columns of several lengths": (({"a": np.zeros(3), "b": np.zeros(5)}, np.zeros(5)), 5),
    "NaN everywhere": ((np.full((3, 8, 8, 3), np.nan), np.full(3, np.inf)), 3),
    "dates": ((np.array(["2026-01-01", "2026-01-02"], "datetime64[D]"), np.zeros(2)), 2),
    "lists": (([[1, 2], [3, 4]], [5, 6]), 1),
    "audio": ((np.sin(np.arange(32000)).reshape(2, 16000).astype("float32"), np.zeros(2)), 2),
}


@pytest.mark.parametrize("name", BATCHES)
def test_every_batch_is_shown(looked: Watched, name: str) -> None:
    batch, total = BATCHES[name]
    about, rows = shown(looked, batch, thumbnail=16)

    assert (about["total"], len(rows)) == (total, total)
    assert about["columns"]
    assert not any("cannot be read" in each["line"] for each in about["columns"])
    for row in rows:
        assert len(row["cells"]) == len(about["columns"])
        assert not any("cannot be read" in cell["text"] for cell in row["cells"])


def test_structure_and_names_are_those_of_keras(looked: Watched) -> None:
    batch = ({"a": {"b": (np.zeros((3, 2)), np.ones(3))}}, [np.zeros(3)], None)
    about, _ = shown(looked, batch)
    assert about["structure"] == '({"a": {"b": (f64[3,2], f64[3])}}, [f64[3]], None)'
    assert list(kinds(about)) == ["x['a']['b'][0]", "x['a']['b'][1]", "y[0]"]


def test_replicas_are_one_batch(looked: Watched) -> None:
    from tensorflow.python.distribute.values import PerReplica  # noqa: PLC0415 -- only here

    parts = PerReplica((tf.constant([[1.0, 2.0]]), tf.constant([[3.0, 4.0], [5.0, 6.0]])))
    labels = PerReplica((tf.constant([1]), tf.constant([2, 3])))
    about, rows = shown(looked, (parts, labels))

    assert about["total"] == 3
    assert [[cell["text"] for cell in row["cells"]] for row in rows] == [
        ["[1, 2]", "1"], ["[3, 4]", "2"], ["[5, 6]", "3"],
    ]  # fmt: skip


def test_images_of_bfloat16_have_pictures(looked: Watched) -> None:
    _, rows = shown(looked, (tf.ones((1, 8, 8, 3), tf.bfloat16),))
    assert rows[0]["cells"][0]["image"]["pixels"].startswith("////")


def test_long_texts_and_rows_are_whole_when_they_are_asked_for_so(looked: Watched) -> None:
    batch = (np.array(["word " * 200]), np.arange(3, 203).reshape(1, 200) * 7 % 999)
    _, rows = shown(looked, batch)
    _, whole = shown(looked, batch, whole=True)

    assert (len(rows[0]["cells"][0]["text"]), len(whole[0]["cells"][0]["text"])) == (400, 1000)
    assert len(whole[0]["cells"][1]["values"]) == 200


def decoded(looked: Watched, ids: Any = IDS, name: str = "x") -> tuple[Any, list[str]]:
    about, rows = shown(looked, (ids, np.zeros(len(ids))))
    return column(about, name), [row["cells"][0]["text"] for row in rows]


def test_ids_are_decoded_with_a_dictionary_of_the_script(looked: Watched) -> None:
    word_index = {word: index for index, word in enumerate(TERMS) if word}
    ids = np.array([[2, 3, 4, 0, 0, 0], [3, 5, 99, 0, 0, 0]])
    del word_index["[UNK]"]
    word_index["rare"] = 99
    about, texts = decoded(looked, ids)

    assert about["tokens"] == {"padding": 0, "vocabulary": "word_index"}
    assert texts == ["a good film", "good bad rare"]


def test_ids_are_decoded_with_a_layer_of_the_script(looked: Watched) -> None:
    vectorize = layers.TextVectorization(vocabulary=TERMS[2:], output_sequence_length=6)
    ids = vectorize(tf.constant(["a good film", "bad film"]))
    embedding = layers.Embedding(6, 2)
    model = keras.Sequential([keras.Input((6,), dtype="int64"), embedding, layers.Flatten(), layers.Dense(1)])
    about, rows = while_training(looked, model, ids, np.zeros(2))
    assert column(about, "x")["tokens"] == {"padding": 0, "vocabulary": "vectorize"}
    assert sorted(cell["text"] for cell in cells(about, rows, "x")) == ["a good film", "bad film"]
    assert cells(about, rows, "x")[0]["tokens"][-1] == {"id": 0, "text": "", "padding": True}


def while_training(looked: Watched, model: Any, x: Any, y: Any, loss: str = "mse") -> tuple[Any, Any]:
    """Return what is shown of the batch when the model has been called."""
    found: list[Any] = []

    def asks(y_true: Any, y_pred: Any) -> Any:
        del y_true
        ask = asking(looked)
        found.append((ask("keras/batch"), ask("keras/batchRows", start=0, count=64)["rows"]))
        return keras.ops.zeros(keras.ops.shape(y_pred)[:1])

    model.compile("sgd", loss, metrics=[asks])
    options = {} if y is None else {"batch_size": 64, "shuffle": False}
    model.fit(x, y, verbose=0, **options)
    about, rows = found[0]
    return about, rows


def test_ids_are_decoded_with_a_tokenizer_that_knows_how(looked: Watched) -> None:
    class Tokenizer:
        def id_to_token(self, token: int) -> str:
            return f"<{token}>"

    tokenizer = Tokenizer()
    about, texts = decoded(looked, IDS * 100)
    assert about["tokens"]["vocabulary"] == "tokenizer"
    assert texts == ["<200> <300> <400>", "<300> <500>"]
    del tokenizer


def test_of_two_vocabularies_the_columns_name_decides_or_nobody(looked: Watched) -> None:
    source_words = {f"s{index}": index for index in range(600)}
    target_words = {f"t{index}": index for index in range(600)}
    batch = ({"source": IDS * 100, "other": IDS * 100}, np.zeros(2))
    about, rows = shown(looked, batch)

    assert cells(about, rows, "x['source']")[0]["text"] == "s200 s300 s400"
    assert column(about, "x['other']")["flags"] == ["not decoded: source_words, target_words fit alike"]
    del source_words, target_words


def test_a_vocabulary_that_knows_other_ids_is_not_the_columns(looked: Watched) -> None:
    vocabulary = TERMS
    about, _ = decoded(looked, IDS * 100)
    assert about["tokens"] == {"padding": 0}
    del vocabulary


def test_ids_that_the_embedding_has_no_vector_for_are_told(looked: Watched) -> None:
    model = keras.Sequential([keras.Input((5,)), layers.Embedding(9, 2), layers.Flatten(), layers.Dense(1)])
    found: list[Any] = []

    class Asks(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            if looked.probe.progress.batch is not None:
                found.append(asking(looked)("keras/batch"))
            return x

    whole = keras.Sequential([keras.Input((5,)), Asks(), model])
    whole.compile("sgd", "mse")
    ids = IDS.copy()
    ids[1] = 0
    ids[0, 0] = 12
    with contextlib.suppress(tf.errors.InvalidArgumentError):
        whole.fit(ids, np.zeros(2), shuffle=False, verbose=0)
    assert column(found[0], "x")["flags"] == [
        "nothing but padding: row 1", "ids up to 12, the embedding ends at 8: row 0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [["cat", "dog", "owl"], ("cat", "dog", "owl"), {0: "cat", 1: "dog", 2: "owl"},
     {"cat": 0, "dog": 1, "owl": 2}, np.array(["cat", "dog", "owl"])],
)  # fmt: skip
def test_classes_have_their_names(looked: Watched, names: Any) -> None:
    class_names = names
    model = keras.Sequential([keras.Input((2,)), layers.Dense(3, activation="softmax")])
    about, rows = while_training(
        looked, model, np.ones((4, 2)), np.array([0, 1, 2, 1]), "sparse_categorical_crossentropy"
    )
    assert column(about, "y")["classes"] == {
        "count": 3, "names": ["cat", "dog", "owl"], "source": "class_names",
    }  # fmt: skip
    texts = {row["row"]: cell["text"] for row, cell in zip(rows, cells(about, rows, "y"), strict=True)}
    assert sorted(texts.values()) == ["0 cat", "1 dog", "1 dog", "2 owl"]
    for label, made in zip(cells(about, rows, "y"), cells(about, rows, "y_pred"), strict=True):
        assert [bar["name"] for bar in made["bars"] if bar.get("label")] == [label["text"].split()[1]]
    del class_names


def test_names_of_columns_are_no_names_of_classes(looked: Watched) -> None:
    feature_names = ["height", "width", "depth"]
    model = keras.Sequential([keras.Input((3,)), layers.Dense(3, activation="softmax")])
    y = np.eye(3)
    about, rows = while_training(looked, model, np.ones((3, 3)), y, "categorical_crossentropy")
    assert column(about, "y")["classes"] == {"count": 3}
    assert sorted(cell["text"] for cell in cells(about, rows, "y")) == ["0", "1", "2"]
    del feature_names


def test_labels_are_compared_with_what_the_model_answers(looked: Watched) -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, activation="sigmoid")])
    about, _ = while_training(looked, model, np.ones((4, 2)), np.array([0.0, 1, 20, 30]), "mse")

    distribution = about["distribution"]
    assert distribution["title"].startswith("Labels: 0 to 30; predictions: all ")
    assert distribution["note"].startswith("sigmoid answers 0 to 1: 2 of 4 labels are out of its reach.")
    assert [group["name"] for group in distribution["groups"]] == ["labels", "predictions"]
    assert sum(bar["count"] for bar in distribution["groups"][0]["bars"]) == 4


def test_asking_changes_nothing(looked: Watched) -> None:
    """The same training, bit for bit, asked at every batch or at none; random numbers go on as they would."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(16, 4)).astype("float32"), rng.integers(0, 3, 16)

    def train(asks: bool) -> list[Any]:
        keras.utils.set_random_seed(3)
        inner = keras.Sequential([keras.Input((4,)), layers.Dropout(0.5), layers.Dense(3)])

        class Asks(layers.Layer):  # type: ignore[misc]  # Keras has no types
            def call(self, value: Any) -> Any:
                if asks and looked.probe.progress.batch is not None:
                    ask = asking(looked)
                    ask("keras/batch")
                    ask("keras/batchRows", start=0, count=8)
                return value

        model = keras.Sequential([keras.Input((4,)), Asks(), inner, Asks()])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        model.fit(x, y, batch_size=4, epochs=2, verbose=0)
        return [*model.get_weights(), np.random.rand(3), tf.random.uniform((3,)).numpy()]  # noqa: NPY002 -- the global state

    for one, other in zip(train(asks=True), train(asks=False), strict=True):
        assert one.tobytes() == other.tobytes()


def test_several_classes_of_a_row_are_named_and_marked(looked: Watched) -> None:
    class_names = ["red", "green", "blue"]
    model = keras.Sequential([keras.Input((2,)), layers.Dense(3, activation="sigmoid")])
    y = np.array([[1, 0, 1], [0, 0, 0]], "float32")
    about, rows = while_training(looked, model, np.ones((2, 2)), y, "binary_crossentropy")

    texts = {row["row"]: cell["text"] for row, cell in zip(rows, cells(about, rows, "y"), strict=True)}
    assert texts == {0: "0 red, 2 blue", 1: "[0, 0, 0]"}
    bars = {row["row"]: cell["bars"] for row, cell in zip(rows, cells(about, rows, "y_pred"), strict=True)}
    assert {bar["name"] for bar in bars[0] if bar.get("label")} == {"red", "blue"}
    del class_names


def test_validation_data_that_can_be_read_once_is_left_alone(looked: Watched) -> None:
    asked: list[Any] = []

    def batches() -> Any:
        for index in range(3):
            yield np.full((2, 2), index, "float32"), np.zeros(2, "float32")

    class Asks(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            if looked.probe.progress.validating:
                asked.append(asking(looked)("keras/batchRows", start=0, count=2)["rows"])
            return x

    model = keras.Sequential([keras.Input((2,)), Asks(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((2, 2)), np.zeros(2), validation_data=batches(), verbose=0)

    assert [rows[0]["cells"][0]["values"][0] for rows in asked] == [0, 1, 2]
    assert all(row["datasetRow"] is None for rows in asked for row in rows)


def test_names_of_classes_are_found_at_a_data_set(looked: Watched) -> None:
    train = tf.data.Dataset.from_tensor_slices((np.ones((3, 2)), np.array([0, 1, 1]))).batch(3)
    train.class_names = ["left", "right"]
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, activation="softmax")])
    about, _ = while_training(looked, model, train, None, "sparse_categorical_crossentropy")
    assert column(about, "y")["classes"] == {
        "count": 2, "names": ["left", "right"], "source": "x.class_names",
    }  # fmt: skip


def test_512_large_images_take_little_time_and_only_what_is_shown_travels(looked: Watched) -> None:
    images = np.random.default_rng(0).integers(0, 256, (512, 224, 224, 3), dtype=np.uint8)
    images[77] = 9
    looked.probe.progress.batch = (tf.constant(images), np.arange(512) % 10)
    ask = asking(looked)
    ask("keras/batchRows", start=0, count=1)  # imports
    began = time.thread_time()
    ask("keras/batch")
    rows = ask("keras/batchRows", start=0, count=20, thumbnail=96)["rows"]

    # It takes 0.2 s on a core of 2023; the time of this thread, however busy the machine is.
    assert time.thread_time() - began < 0.8
    pixels = [row["cells"][0]["image"]["pixels"] for row in rows]
    assert {len(base64.b64decode(each)) for each in pixels} == {96 * 96 * 4}


class Proxy:
    """Stands for something that is not there, as `flask.request` does outside of a request."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class Entries(dict[str, int]):
    """A dictionary that does something when it is read."""

    def get(self, key: str, default: Any = None) -> Any:
        raise AssertionError(key, default)

    def values(self) -> Any:
        raise AssertionError


def test_objects_of_the_script_that_are_no_names_do_not_hide_those_that_are(
    looked: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    label_of = Proxy()
    targets, classes = {"one": np.zeros(2), "two": np.ones(2)}, np.array(2)
    word_index = Entries(no=0, yes=1)
    label_names = ["cat", "dog"]
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="softmax")])
    x, y = np.zeros((2, 3)), np.array([0, 1])
    about, rows = while_training(looked, model, x, y, "sparse_categorical_crossentropy")

    assert column(about, "y")["classes"]["names"] == label_names
    assert rows[0]["code"]
    assert caplog.text == ""
    del label_of, targets, classes, word_index

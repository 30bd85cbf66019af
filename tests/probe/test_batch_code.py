"""The code of a row fetches exactly this row: it is run where the script would run it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.batches import asking, shown

if TYPE_CHECKING:
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


class Asks(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Asks for the rows of each batch, and keeps them with the batch."""

    def __init__(self, watched: Watched) -> None:
        super().__init__()
        self.seen: list[tuple[Any, Any]] = []
        self._watched = watched

    def call(self, x: Any) -> Any:
        batch = self._watched.probe.progress.batch
        if batch is not None:
            rows = asking(self._watched)("keras/batchRows", start=0, count=64)["rows"]
            self.seen.append((batch, rows))
        return x


def model_that(asks: Asks, width: int = 3) -> Any:
    model = keras.Sequential([keras.Input((width,)), asks, layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def check(asks: Asks, names: dict[str, Any], contains: str) -> None:
    """Run the code of each row, and compare what it fetches with the batch bit for bit."""
    assert asks.seen
    for batch, rows in asks.seen:
        leaves = [np.asarray(leaf) for leaf in tf.nest.flatten(batch)]
        for row in rows:
            assert contains in row["code"]
            fetched = tf.nest.flatten(eval(row["code"], {"np": np, **names}))
            expected = [leaf[row["row"]] for leaf in leaves]
            assert [(np.asarray(each).dtype, np.asarray(each).tobytes()) for each in fetched] == [
                (each.dtype, each.tobytes()) for each in expected
            ]


def test_arrays_are_indexed_by_the_scripts_names(watched: Watched) -> None:
    asks = Asks(watched)
    rng = np.random.default_rng(1)
    x_train, y_train = rng.normal(size=(12, 3)).astype("float32"), rng.normal(size=12).astype("float32")
    model_that(asks).fit(x_train, y_train, batch_size=4, epochs=2, verbose=0)

    check(asks, {"x_train": x_train, "y_train": y_train}, "x_train[")
    assert all(row["datasetRow"] is not None for _, rows in asks.seen for row in rows)


def test_what_keras_casts_is_cast(watched: Watched) -> None:
    asks = Asks(watched)
    rng = np.random.default_rng(1)
    data = {"x": rng.normal(size=(6, 3)), "y": rng.normal(size=6), "w": rng.random(6)}
    model_that(asks).fit(data["x"], data["y"], sample_weight=data["w"], batch_size=4, verbose=0)

    check(asks, {"data": data}, "data['x'][")


def test_rows_of_validation_data_are_of_validation_data(watched: Watched) -> None:
    asks = Asks(watched)
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(4, 3)).astype("float32"), rng.normal(size=4).astype("float32")
    x_val, y_val = x[::-1].copy(), y[::-1].copy()
    model_that(asks).fit(x, y, validation_data=(x_val, y_val), shuffle=False, verbose=0)

    (_, training), (_, validating) = asks.seen
    assert [row["datasetRow"] for row in training] == [0, 1, 2, 3]
    assert [row["datasetRow"] for row in validating] == [0, 1, 2, 3]
    check(asks, {"x": x, "y": y, "x_val": x_val, "y_val": y_val}, "x")


def test_a_data_set_that_is_the_same_each_time_is_begun_again(watched: Watched) -> None:
    asks = Asks(watched)
    values = tf.reshape(tf.range(24, dtype=tf.float32), (8, 3))
    dataset = tf.data.Dataset.from_tensor_slices((values, values[:, 0])).map(lambda a, b: (a * 2, b)).batch(3)
    model_that(asks).fit(dataset, epochs=2, verbose=0)

    check(asks, {"dataset": dataset}, "next(iter(dataset")
    assert "dataset.skip(2)" in asks.seen[2][1][0]["code"]


def test_a_data_set_that_is_shuffled_or_random_is_not(watched: Watched) -> None:
    values = tf.reshape(tf.range(240, dtype=tf.float32), (8, 30))
    dataset = tf.data.Dataset.from_tensor_slices((values, values[:, 0]))
    for changed in (
        dataset.map(lambda a, b: (a + 1, b)).shuffle(8),
        dataset.map(lambda a, b: (a + tf.random.uniform(()), b)),
        dataset.map(lambda a, b: (tf.numpy_function(lambda v: v + 1, [a], tf.float32, stateful=True), b)),
    ):
        asks = Asks(watched)
        data = changed.batch(4).map(lambda a, b: (tf.ensure_shape(tf.tile(a, (1, 3)), (None, 90)), b))
        model_that(asks, 90).fit(data, verbose=0)
        assert all("code" not in row for _, rows in asks.seen for row in rows)


def test_rows_of_shuffled_slices_are_found_in_the_arrays_they_were_made_of(watched: Watched) -> None:
    asks = Asks(watched)
    x, y = np.random.default_rng(2).normal(size=(8, 3)).astype("float32"), np.arange(8, dtype="float32")
    model_that(asks).fit(tf.data.Dataset.from_tensor_slices((x, y)).shuffle(8).batch(4), verbose=0)

    check(asks, {"x": x, "y": y}, "x[")


def test_batches_of_a_sequence_are_asked_for_by_their_number(watched: Watched) -> None:
    class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # as above
        def __len__(self) -> int:
            return 3

        def __getitem__(self, index: int) -> tuple[Any, Any]:
            return np.full((2, 3), index, "float32"), np.arange(2, dtype="float32")

    asks = Asks(watched)
    batches = Batches()
    model_that(asks).fit(batches, shuffle=False, verbose=0)
    check(asks, {"batches": batches}, "batches[")

    asks = Asks(watched)
    model_that(asks).fit(batches, verbose=0)
    check(asks, {"batches": batches}, "np.array([")  # in any order: written out


def test_small_rows_are_written_out(watched: Watched) -> None:
    asks = Asks(watched)

    def batches() -> Any:
        yield np.array([[1.5, -2.0, 1e-7], [np.inf, 0.1, -0.0]], "float32"), np.array([1, 2], "int64")

    model_that(asks).fit(batches(), verbose=0)
    check(asks, {}, "np.")


@pytest.mark.parametrize("value", [b"abc", "Grüße", np.float16(0.1), np.uint8(7), np.array([True, False])])
def test_values_of_any_type_are_written_so_that_they_come_back(watched: Watched, value: Any) -> None:
    _, rows = shown(watched, (np.array([value]),))

    fetched = eval(rows[0]["code"].replace('__import__("numpy")', "np"), {"np": np})
    expected = np.asarray(value)
    assert np.asarray(fetched).dtype == expected.dtype
    assert np.asarray(fetched).tobytes() == expected.tobytes()


def test_large_rows_without_a_name_have_no_code(watched: Watched) -> None:
    _, rows = shown(watched, (np.zeros((2, 100)), np.zeros(2)))
    assert "code" not in rows[0]


def test_rows_of_a_data_frame_are_taken_from_its_numbers(watched: Watched) -> None:
    copied: list[int] = []

    class DataFrame:
        """What is used of pandas, which tests do not need for it."""

        def __init__(self, values: Any) -> None:
            self._values = values

        def __len__(self) -> int:
            return len(self._values)

        @property
        def iloc(self) -> DataFrame:
            return self

        def __getitem__(self, rows: slice) -> DataFrame:
            return DataFrame(self._values[rows])

        def to_numpy(self) -> Any:
            copied.append(len(self))
            return self._values

    DataFrame.__module__ = "pandas.core.frame"
    asks = Asks(watched)
    frame, y = DataFrame(np.random.default_rng(3).normal(size=(6, 3))), np.arange(6, dtype="float32")
    model_that(asks).fit(frame.to_numpy() * 1, y, verbose=0)

    assert max(copied[1:]) == 1  # a table can be large, and so can be the batch
    check(asks, {"frame": frame, "y": y}, "frame.to_numpy()[")

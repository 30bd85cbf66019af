"""Shapes that do not fit in chains of layers, with the debugger's causes."""

from __future__ import annotations

import pytest

from tests.core.source.judged import codes, judged


def chain(layers: str) -> str:
    """Write a chain of layers."""
    return f"model = keras.Sequential([{layers}])"


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        ("keras.Input((60000, 28, 28, 1)), layers.Conv2D(8, 3)", "batch-axis"),
        ("layers.Conv2D(8, 3, input_shape=(60000, 28, 28, 1))", "batch-axis"),
        ("keras.Input((28, 28)), layers.Conv2D(8, 3)", "batch-axis"),
        ("keras.Input((10, 8)), layers.LSTM(8), layers.LSTM(8)", "incompatible-shapes"),
        ("keras.Input((10, 10, 4)), layers.Flatten(), layers.Conv2D(8, 3)", "incompatible-shapes"),
        ("keras.Input((100,)), layers.Reshape((7, 7, 2))", "incompatible-shapes"),
        ("keras.Input((8, 8, 1)), layers.Conv2D(4, 3), layers.Conv2D(4, 9)", "incompatible-shapes"),
        (
            "keras.Input((5, 16, 16, 1)), layers.TimeDistributed(layers.Conv2D(8, 3)), layers.LSTM(8)",
            "missing-flatten",
        ),
        ("keras.Input((3, 224, 224)), layers.Conv2D(8, 3), layers.MaxPooling2D(4)", "channel-order"),
    ],
)
def test_shapes_that_do_not_fit(layers: str, code: str) -> None:
    assert codes(chain(layers)) == [code]


@pytest.mark.parametrize(
    "layers",
    [
        "keras.Input((28, 28, 1)), layers.Conv2D(8, 3), layers.ReLU(), layers.Flatten(), layers.Dense(10)",
        "keras.Input((None, None, 3)), layers.Conv2D(8, 3, activation='relu'), layers.GlobalMaxPooling2D()",
        "keras.Input((3, 224, 224)), layers.Conv2D(8, 3, data_format='channels_first')",
        "keras.Input((10, 8)), layers.LSTM(8, return_sequences=True), layers.LSTM(8)",
        "keras.Input((28, 28)), layers.Reshape((28, 28, 1)), layers.Conv2D(8, 3)",
        "keras.Input(shape), layers.Conv2D(8, 3)",
        "keras.Input((28, 28)), *blocks, layers.Conv2D(8, 3)",
    ],
)
def test_shapes_that_fit_or_are_not_known(layers: str) -> None:
    assert codes(chain(layers)) == []


def test_channels_in_front_that_run_all_the_same() -> None:
    found = judged("""
        model = keras.Sequential([
            keras.Input((3, 64, 64)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(2, activation="softmax"),
        ])
        model.compile(keras.optimizers.Adam(1e-3), "categorical_crossentropy")
    """)
    assert [each.code for each in found] == ["channel-order"]


def test_a_file_that_sets_the_order_of_channels_is_left_alone() -> None:
    assert codes("""
        keras.backend.set_image_data_format("channels_first")
        model = keras.Sequential([keras.Input((3, 64, 64)), layers.Conv2D(8, 3), layers.MaxPooling2D()])
    """) == []  # fmt: skip


def test_only_the_first_refusal_is_told() -> None:
    text = chain("keras.Input((10, 8)), layers.LSTM(8), layers.LSTM(8), layers.LSTM(8)")
    assert codes(text) == ["incompatible-shapes"]


def test_channels_are_where_the_file_says_once_for_all() -> None:
    text = """
        keras.backend.set_image_data_format("channels_first")
        model = keras.Sequential([
            keras.Input((3, 224, 224)), layers.Conv2D(8, 3, activation="relu"),
            layers.GlobalAveragePooling2D(), layers.Dense(1),
        ])
        model.compile(keras.optimizers.Adam(1e-3), "mse")
    """
    assert codes(text) == []
    assert codes(text.replace("keras.backend.set_image_data_format", "print")) == ["channel-order"]

"""Tensors in files: what numpy reads is what was there, whole or not at all."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tensorflow as tf

from pyadapter.arrays import save as module
from pyadapter.arrays import view
from pyadapter.arrays.device import DeviceValues
from pyadapter.arrays.save import save

if TYPE_CHECKING:
    from pathlib import Path

    from pyadapter.arrays import ArrayView

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 7)


def seen(value: Any) -> ArrayView:
    found = view(value)
    assert found is not None
    return found


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


@pytest.mark.parametrize(
    "array",
    [
        np.arange(24.0).reshape(2, 3, 4),
        np.arange(24, dtype=np.int16).reshape(6, 4).T,
        np.float32(3.5),
        np.zeros((0, 3), np.uint8),
        np.array([True, False]),
        np.array([1 + 2j, 3], np.complex64),
        np.arange(9, dtype=">f4")[::-2],
    ],
    ids=str,
)
def test_numpy_reads_what_was_there(array: Any, tmp_path: Path) -> None:
    path = tmp_path / "tensor.npy"
    size = save(seen(array), str(path))
    read = np.load(path)
    np.testing.assert_array_equal(read, array)
    assert read.dtype == array.dtype
    assert size == path.stat().st_size
    assert names_in(tmp_path) == ["tensor.npy"]


def test_tensors_of_a_device_are_written_in_pieces(tmp_path: Path) -> None:
    tensor = tf.reshape(tf.range(30.0), (5, 6))
    there = replace(seen(tensor), _values=lambda: DeviceValues(tensor))
    save(there, str(tmp_path / "tensor.npy"))
    np.testing.assert_array_equal(np.load(tmp_path / "tensor.npy"), tensor.numpy())


def test_bfloat16_becomes_float32(tmp_path: Path) -> None:
    save(seen(tf.cast([[1.5, float("nan")]], tf.bfloat16)), str(tmp_path / "tensor.npy"))
    read = np.load(tmp_path / "tensor.npy")
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, [[1.5, np.nan]])


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (tf.sparse.from_dense([[0.0, 1.0]]), "sparse tensor has no file"),
        (tf.ragged.constant([[1], [2, 3]]), "export its flat_values and its row_splits"),
        (tf.IndexedSlices(tf.ones((1, 2)), tf.constant([0]), tf.constant([4, 2])), "IndexedSlices"),
        (tf.constant(["a"]), "dtype string has no numbers to export"),
    ],
    ids=["sparse", "ragged", "slices", "text"],
)
def test_what_is_not_one_array_of_numbers_is_refused(value: Any, why: str, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=why):
        save(seen(value), str(tmp_path / "tensor.npy"))
    assert names_in(tmp_path) == []


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "tensor.npy"
    path.write_text("earlier")
    save(seen(np.ones(3)), str(path))
    assert np.load(path).tolist() == [1, 1, 1]


@pytest.mark.parametrize("unnamed", [True, False])
def test_a_failure_leaves_nothing_and_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, unnamed: bool
) -> None:
    class Failing(DeviceValues):
        def part(self, start: int, stop: int) -> Any:
            if start:
                raise OSError(28, "No space left on device")
            return super().part(start, stop)

    if not unnamed:  # as where the file system has no such files
        monkeypatch.setattr(module, "_unnamed", lambda _folder: None)
    path = tmp_path / "tensor.npy"
    path.write_text("earlier")
    tensor = tf.range(30.0)
    with pytest.raises(OSError, match="No space"):
        save(replace(seen(tensor), _values=lambda: Failing(tensor)), str(path))
    assert names_in(tmp_path) == ["tensor.npy"]
    assert path.read_text() == "earlier"


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        save(seen(np.ones(3)), str(tmp_path / "nowhere" / "tensor.npy"))


def test_files_have_the_rights_of_any_other(tmp_path: Path) -> None:
    save(seen(np.ones(3)), str(tmp_path / "tensor.npy"))
    (tmp_path / "other").write_bytes(b"")
    assert (tmp_path / "tensor.npy").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere files have names from the beginning")
def test_on_linux_a_file_that_is_not_complete_has_no_name(tmp_path: Path) -> None:
    names: list[list[str]] = []

    class Looking(DeviceValues):
        def part(self, start: int, stop: int) -> Any:
            names.append(names_in(tmp_path))
            return super().part(start, stop)

    tensor = tf.range(30.0)
    save(replace(seen(tensor), _values=lambda: Looking(tensor)), str(tmp_path / "tensor.npy"))
    assert names == [[]] * 6
    assert names_in(tmp_path) == ["tensor.npy"]

"""`keras-debug run` leaves a record for the editor, where the editor has named a folder for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pyadapter.core.run_record import FOLDER_VARIABLE, RunRecord
from pyadapter.core.run_record_json import from_json
from tests.harness.starter import Starter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tensorflow

TRAIN = """
import sys
import keras, numpy as np
from keras import ops

class Root(keras.layers.Layer):
    def call(self, x):
        shifted = x - float(sys.argv[1])
        root = ops.sqrt(shifted)
        return root

if sys.argv[1] != "0":
    x = np.ones((16, 3), "float32")
    model = keras.Sequential([keras.Input((3,)), Root(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], batch_size=8, verbose=0)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("storage") / "records"


@pytest.fixture(scope="module")
def recording(folder: Path) -> Iterator[Starter]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder))
        made = Starter()
    yield made
    made.close()


def read(folder: Path) -> RunRecord:
    (file,) = folder.iterdir()
    record = from_json(json.loads(file.read_text(encoding="ascii")))
    assert record is not None
    return record


def test_runs_leave_records(recording: Starter, folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(TRAIN, encoding="utf-8")

    ended = recording.command(tmp_path, "run", None, "train.py", "0.5")
    assert ended.code == 0, ended.output
    record = read(folder)
    assert record.program == str(script)
    assert [(each.name, each.line, each.shape) for each in record.tensors] == [
        ("shifted", 8, (8, 3)),
        ("root", 9, (8, 3)),
    ]
    assert record.findings == ()

    ended = recording.command(tmp_path, "run", None, "train.py", "2")
    assert ended.code == 3, ended.output
    (finding,) = read(folder).findings
    assert finding.place is not None
    assert finding.kind == "nan"
    assert (finding.place.line, finding.place.text) == (9, "root = ops.sqrt(shifted)")

    ended = recording.command(tmp_path, "run", None, "train.py", "0")
    assert ended.code == 0, ended.output
    assert read(folder).findings == (finding,)  # nothing was trained

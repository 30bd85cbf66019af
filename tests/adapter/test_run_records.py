"""A debug session leaves a record of what it saw, where the editor has named a folder for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pyadapter.core.run_record import FOLDER_VARIABLE
from pyadapter.core.run_record_json import from_json
from tests.harness.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adapter.conftest import WriteScript


@pytest.mark.tensorflow
def test_a_session_with_a_breakpoint_in_a_layer_leaves_a_record(script: WriteScript, tmp_path: Path) -> None:
    source = script("""
        import keras
        import numpy as np

        class Shift(keras.layers.Layer):
            def call(self, x):
                shifted = x - 1.0  # @shifted
                doubled = shifted * 2.0  # @bp
                return doubled

        x = np.ones((8, 2))
        model = keras.Sequential([Shift(), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(x, x[:, :1], batch_size=4, verbose=0)
        print("trained")  # @end
    """)
    folder = tmp_path / "records"
    with Session() as session:
        lines = [source["bp"], source["end"]]
        environment = {"env": {FOLDER_VARIABLE: str(folder)}}
        session.launch(source, breakpoints={source: lines}, attributes=environment)
        stop = session.wait_for_stop("breakpoint")
        while stop.line != source["end"]:
            session.resume(stop)
            stop = session.wait_for_stop("breakpoint")
        (file,) = folder.iterdir()
        record = from_json(json.loads(file.read_text(encoding="ascii")))
    assert record is not None
    assert record.steps == 2
    found = {each.name: (each.line, each.shape, len(each.history)) for each in record.tensors}
    assert found == {"shifted": (source["shifted"], (4, 2), 2), "doubled": (source["bp"], (4, 2), 2)}

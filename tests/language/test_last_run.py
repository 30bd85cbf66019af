"""What the last run knew, in the editor: hints, hovers and findings, over stdio with the real server."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.core.run_record import (
    CauseRecord,
    FindingRecord,
    PlaceRecord,
    RunRecord,
    Seen,
    TensorRecord,
)
from pyadapter.core.run_record_json import to_json
from pyadapter.language.last_run import LastRuns
from tests.harness.editor import CAPABILITIES, Editor

if TYPE_CHECKING:
    from pathlib import Path

HINTED = {**CAPABILITIES["workspace"], "inlayHint": {"refreshSupport": True}}
TEXT = dedent("""\
    import keras
    from keras import ops

    class Antirectifier(keras.layers.Layer):
        def call(self, x):
            pos, neg = ops.relu(x), ops.relu(-x)
            scaled = ops.log(pos)
            return ops.concatenate([scaled, neg], axis=-1)
    """)
HISTORY = (Seen(0, -1.0, 5.0, 0.25, 1.5), Seen(1, -2.0, 6.0, 0.5, 1.25, bad=3))


def tensor(file: Path, line: int, name: str, text: str | None = None) -> TensorRecord:
    return TensorRecord(
        str(file),
        "Antirectifier.call",
        line,
        text or TEXT.split("\n")[line - 1].strip(),
        name,
        (32, 5),
        "float32",
        "f32[32,5] ∈[-2, 6] μ 0.5 σ 1.25",
        HISTORY,
        "model/antirectifier",
    )


def finding(file: Path) -> FindingRecord:
    place = PlaceRecord(str(file), 7, "scaled = ops.log(pos)")
    cause = CauseRecord(
        "numeric-domain",
        "relu gives zeros, of which the logarithm is -inf",
        "ops.log(pos + 1e-7)",
        PlaceRecord(str(file), 6, "pos, neg = ops.relu(x), ops.relu(-x)"),
    )
    return FindingRecord("inf", "Inf in scaled (Log)", "…", 3, 0, place, (cause,))


class Runs:
    """A script and the records of its runs."""

    def __init__(self, folder: Path) -> None:
        self.records = folder / "records"
        self.records.mkdir()
        self.file = folder / "train.py"
        self.file.write_text(TEXT, encoding="utf-8")
        self.uri = self.file.as_uri()
        names = ((6, "pos"), (6, "neg"), (7, "scaled"))
        tensors = tuple(tensor(self.file, line, name) for line, name in names)
        self.record = RunRecord(str(self.file), 1.7e9, 20, tensors=tensors)

    def write(self, record: RunRecord, name: str = "one") -> None:
        file = self.records / f"{name}.json"
        file.write_text(json.dumps(to_json(record)), encoding="utf-8")

    def editor(self, **settings: Any) -> Editor:
        return Editor(
            {"file:": settings}, {**CAPABILITIES, "workspace": HINTED}, {"records": str(self.records)}
        )


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


def hints(editor: Editor, uri: str, first: int = 0, last: int = 100) -> list[tuple[int, int, str]]:
    editor.diagnostics(uri)  # of this text: it has been read
    where = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
    found = editor.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": where})
    return [(each["position"]["line"] + 1, each["position"]["character"], each["label"]) for each in found]


def of_last_run(editor: Editor, uri: str) -> list[dict[str, Any]]:
    return [each for each in editor.diagnostics(uri) if each["source"] == "keras-debug, last run"]


def test_names_have_shapes(runs: Runs) -> None:
    runs.write(runs.record)
    with runs.editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        assert hints(editor, uri) == [
            (6, 11, ": f32[32, 5]"),
            (6, 16, ": f32[32, 5]"),
            (7, 14, ": f32[32, 5]"),
        ]
        assert [line for line, _, _ in hints(editor, uri, 6, 8)] == [7]


def test_a_changed_line_is_marked(runs: Runs) -> None:
    runs.write(runs.record)
    with runs.editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        editor.replace(uri, "ops.log(pos)", "ops.log(pos + 1)")
        assert hints(editor, uri)[1:] == [
            (6, 16, ": f32[32, 5]"),
            (7, 14, ": f32[32, 5] (before the change)"),
        ]


def test_lines_above_take_hints_along(runs: Runs) -> None:
    runs.write(runs.record)
    with runs.editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        editor.replace(uri, "import keras\n", "import keras\n\n\n")
        assert [line for line, _, _ in hints(editor, uri)] == [8, 8, 9]


def test_a_name_has_its_history(runs: Runs) -> None:
    runs.write(runs.record)
    with runs.editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        found = editor.hover(uri, "scaled =")
    assert found is not None
    text = found["contents"]["value"]
    assert text.startswith("**scaled** `f32[32,5] ∈[-2, 6] μ 0.5 σ 1.25`")
    assert "⚠ 3 values that are not finite, first seen at step 1" in text
    assert "| 0 | 0.25 ± 1.5 | -1 … 5 |" in text
    assert "`model/antirectifier` · last run: train.py, 2023-11-1" in text
    assert found["range"]["start"] == {"line": 6, "character": 8}


def test_a_finding_is_a_diagnostic_until_its_line_changes(runs: Runs) -> None:
    runs.write(replace(runs.record, findings=(finding(runs.file),)))
    with runs.editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        (found,) = of_last_run(editor, uri)
        assert (found["code"], found["severity"]) == ("numeric-domain", 2)
        assert found["range"]["start"] == {"line": 6, "character": 8}
        assert found["message"].split("\n")[:3] == [
            "Inf in scaled (Log)",
            "relu gives zeros, of which the logarithm is -inf",
            "Fix: ops.log(pos + 1e-7)",
        ]
        (related,) = found["relatedInformation"]
        assert related["location"]["range"]["start"]["line"] == 5
        editor.replace(uri, "ops.log(pos)", "ops.log(pos + 1e-7)")
        assert of_last_run(editor, uri) == []


def test_a_newer_run_is_shown_at_once(runs: Runs) -> None:
    runs.write(replace(runs.record, findings=(finding(runs.file),)))
    with runs.editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        assert len(of_last_run(editor, uri)) == 1
        narrow = tuple(replace(each, shape=(8, 5)) for each in runs.record.tensors)
        runs.write(replace(runs.record, started=1.8e9, tensors=narrow))
        editor.notify("workspace/didChangeWatchedFiles", {"changes": []})
        editor.wait_for_codes(uri)
        assert hints(editor, uri)[0] == (6, 11, ": f32[8, 5]")
        editor.wait_until_asked("workspace/inlayHint/refresh")


def test_one_setting_turns_it_off(runs: Runs) -> None:
    runs.write(replace(runs.record, findings=(finding(runs.file),)))
    with runs.editor(lastRun=False) as editor:
        uri = editor.open(runs.uri, TEXT)
        assert of_last_run(editor, uri) == []
        assert hints(editor, uri) == []
        assert editor.hover(uri, "scaled =") is None


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"version": 9}', '{"version": 1, "program": 3}'])
def test_a_file_that_is_no_record_is_left_out(runs: Runs, content: str) -> None:
    runs.write(runs.record)
    (runs.records / "other.json").write_text(content, encoding="utf-8")
    with runs.editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        assert len(hints(editor, uri)) == 3


def test_without_a_folder_there_is_nothing(runs: Runs) -> None:
    with Editor() as editor:
        uri = editor.open(runs.uri, TEXT)
        assert hints(editor, uri) == []


def test_of_each_function_the_newest_run_counts(runs: Runs) -> None:
    other = RunRecord("/other.py", 1.8e9, 1, tensors=(replace(runs.record.tensors[0], shape=(1, 1)),))
    runs.write(replace(runs.record, findings=(finding(runs.file),)))
    runs.write(other, "other")
    known = LastRuns(runs.records).of(str(runs.file))
    assert known is not None
    assert [(each.shape, run.program) for each, run in known.tensors] == [((1, 1), "/other.py")]
    assert known.findings == ()


def test_what_an_earlier_run_knew_of_another_function_stays(runs: Runs) -> None:
    step = replace(runs.record.tensors[0], function="Net.train_step", name="loss")
    runs.write(replace(runs.record, tensors=(*runs.record.tensors, replace(step, ran=1.6e9))))
    known = LastRuns(runs.records).of(str(runs.file))
    assert known is not None
    assert {each.function: run.started for each, run in known.tensors} == {
        "Antirectifier.call": 1.7e9,
        "Net.train_step": 1.6e9,
    }


def test_records_are_read_again_when_they_change(runs: Runs) -> None:
    last = LastRuns(runs.records)
    assert last.of(str(runs.file)) is None
    runs.write(runs.record)
    first = last.of(str(runs.file))
    assert first is not None
    assert last.of(str(runs.file)) is first
    (runs.records / "one.json").unlink()
    assert last.of(str(runs.file)) is None
    last.folder = None
    assert last.of(os.fspath(runs.file)) is None


def test_a_lens_above_a_part_of_another_script_runs_that_one(runs: Runs) -> None:
    script = str(runs.file.with_name("main.py"))
    text = f"{TEXT}\ndef train(model, x, y):\n    model.fit(x, y)\n"
    runs.write(replace(runs.record, program=script))
    with runs.editor() as editor:
        uri = editor.open(runs.uri, text)
        editor.diagnostics(uri)
        lenses = editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    programs = {each["command"]["command"]: each["command"]["arguments"][1].get("program") for each in lenses}
    assert programs["kerasDebug.debugFile"] == script
    assert programs["kerasDebug.checkData"] == script
    assert programs["kerasDebug.testLayer"] is None

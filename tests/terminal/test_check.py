"""`keras-debug check`: which files, what is printed, for programs, what is mended, and the exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from pyadapter.core.source.analysis import analyse
from pyadapter.core.source.checks import CHECKS
from pyadapter.terminal.check import checking
from pyadapter.terminal.check.command import main

ROOT = Path(__file__).resolve().parents[2]

HEALTHY = """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(8, "relu"), layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.001), "mse")
"""
FAULTY = HEALTHY.replace('layers.Dense(1)])\nmodel.compile(keras.optimizers.Adam(0.001), "mse")', (
    'layers.Dense(1)])\nmodel.compile(keras.optimizers.Adam(0.001), "binary_crossentropy")'
))  # fmt: skip
CERTAIN = HEALTHY.replace("layers.Dense(1)", 'layers.Dense(1, activation="softmax")')
HINT = HEALTHY.replace("keras.optimizers.Adam(0.001)", '"adam"')


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_notebook(name: str, *cells: str) -> Path:
    made = [{"cell_type": "markdown", "source": ["# import keras"]}]
    made += [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return write(name, json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    main([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    return [each["code"] for each in report(capsys, *arguments)["diagnostics"]]


def test_what_is_wrong_is_told_with_its_line_and_what_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", FAULTY)
    assert main(["train.py"]) == 3
    assert capsys.readouterr().out == (
        "train.py:4:52: warning loss-activation-mismatch: Dense(1) has no activation and answers any number, "
        "but binary_crossentropy takes probabilities.\n"
        '     4 │ model = keras.Sequential([layers.Dense(8, "relu"), layers.Dense(1)])\n'
        "       │                                                    ^^^^^^^^^^^^^^^\n"
        '   fix: keras.layers.Dense(1, activation="sigmoid")\n'
        "\n"
        "1 warning in 1 file.\n"
    )


def test_of_a_long_line_the_part_in_question_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", FAULTY.replace("layers.Dense(1)]", f"{' ' * 5000}layers.Dense(1)]"))
    assert main(["train.py"]) == 3
    shown = capsys.readouterr().out.splitlines()
    assert all(len(line) < 200 for line in shown)
    assert shown[1].index("layers.Dense(1)") == shown[2].index("^^^^^^^^^^^^^^^")


def test_a_healthy_file_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", HEALTHY)
    assert main(["train.py"]) == 0
    assert capsys.readouterr().out == "Nothing found in 1 file.\n"


def test_hints_are_counted_and_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", HINT)
    assert main(["train.py"]) == 0
    assert capsys.readouterr().out == "Nothing found in 1 file. 1 hint with --hints.\n"
    assert main(["train.py", "--hints"]) == 0
    assert "hint learning-rate-default: " in capsys.readouterr().out


def test_a_code_can_be_made_as_bad_as_wanted() -> None:
    write("train.py", HINT)
    assert main(["train.py", "--level", "learning-rate-default=error"]) == 3
    write("train.py", FAULTY)
    assert main(["train.py", "--level", "loss-activation-mismatch=information"]) == 0


def test_a_code_can_be_turned_off(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", HINT)
    assert codes(capsys, "train.py", "--level", "learning-rate-default=off") == []


def test_codes_can_be_selected_and_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", FAULTY.replace("keras.optimizers.Adam(0.001)", '"adam"'))
    assert codes(capsys, "train.py") == ["loss-activation-mismatch", "learning-rate-default"]
    assert codes(capsys, "train.py", "--select", "learning-rate-default") == ["learning-rate-default"]
    assert codes(capsys, "train.py", "--ignore", "learning-rate-default,linear-stack") == [
        "loss-activation-mismatch"
    ]


@pytest.mark.parametrize(
    "arguments",
    [["train.py", "--select", "no-such"], ["train.py", "--level", "weight-init=bad"], [], ["-", "--fix"]],
)
def test_a_wrong_command_line_ends_with_2(arguments: list[str]) -> None:
    write("train.py", HEALTHY)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_folders_are_searched_but_not_other_peoples(capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("a/b", ".hidden", "node_modules/x", "lib/site-packages/x", "environment/lib"):
        write(f"{folder}/train.py", HINT)
    write("environment/pyvenv.cfg", "")
    write("a/notes.txt", HINT)
    found = [each["file"] for each in report(capsys, ".")["diagnostics"]]
    assert found == [str(Path("a/b/train.py"))]


def test_a_folder_that_is_named_is_searched_whatever_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    write(".hidden/train.py", HINT)
    assert codes(capsys, ".hidden") == ["learning-rate-default"]


def test_a_file_that_is_named_twice_is_checked_once(capsys: pytest.CaptureFixture[str]) -> None:
    write("a/train.py", HINT)
    assert report(capsys, "a", "a/train.py")["files"] == 1


def test_a_cell_of_a_notebook_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = HINT.split("\n\n")
    write_notebook("train.ipynb", f"%matplotlib inline\n{first}", f"!pip list\n\n{second}")
    main(["train.ipynb", "--hints"])
    assert capsys.readouterr().out.startswith("train.ipynb:cell 2:4:15: hint learning-rate-default")
    (told,) = report(capsys, "train.ipynb")["diagnostics"]
    assert (told["cell"], told["line"], told["endLine"]) == (2, 4, 4)


def test_what_cannot_be_read_is_told_and_the_rest_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    Path("binary.py").write_bytes(b"import keras\n\xff\xfe\n")
    write("broken.ipynb", "import keras")
    write("train.py", FAULTY)
    assert main(["binary.py", "broken.ipynb", "gone.py", "train.py"]) == 2
    out, err = capsys.readouterr()
    assert "loss-activation-mismatch" in out
    assert [line.split(": ")[1] for line in err.splitlines()] == ["gone.py", "binary.py", "broken.ipynb"]


def test_a_file_that_is_half_typed_is_checked_as_far_as_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", FAULTY + "print((\n")
    assert main(["train.py"]) == 3
    out, err = capsys.readouterr()
    assert "loss-activation-mismatch" in out
    assert err.startswith("train.py:6: not all of it can be parsed")


def test_a_check_that_fails_is_told_and_ends_with_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = analyse

    def fails(text: str, failed: Any) -> Any:
        failed(ValueError("broken rule"))
        return whole(text, failed)

    monkeypatch.setattr(checking, "analyse", fails)
    write("train.py", FAULTY)
    assert main(["train.py"]) == 2
    out, err = capsys.readouterr()
    assert "loss-activation-mismatch" in out
    assert "train.py: a check failed, the others went on: ValueError: broken rule" in err


def test_standard_input_is_checked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FAULTY.encode())))
    assert main(["-"]) == 3
    assert capsys.readouterr().out.startswith("<stdin>:4:52: warning")


def test_sources_in_another_encoding_are_read_by_their_declaration(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "# -*- coding: latin-1 -*-\nname = 'é'\n" + HINT
    Path("train.py").write_bytes(text.encode("latin-1"))
    assert codes(capsys, "train.py") == ["learning-rate-default"]


def test_json_says_what_to_change(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", CERTAIN)
    (told,) = report(capsys, "train.py")["diagnostics"]
    assert (told["code"], told["level"], told["line"], told["column"]) == (
        "output-activation",
        "warning",
        4,
        52,
    )
    (fix,) = told["fixes"]
    assert fix["preferred"]
    assert [each["text"] for each in fix["edits"]] == [""]


def test_sarif_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    write("my models/train.py", CERTAIN)
    write_notebook("train.ipynb", HINT)
    main(["my models", "train.ipynb", "gone.py", "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    SarifLog.model_validate(log)
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [check.code for check in CHECKS]
    first, second = run["results"]
    where = first["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": "my%20models/train.py", "uriBaseId": "SRCROOT"}
    assert where["region"]["startLine"] == 4
    assert first["fixes"][0]["artifactChanges"][0]["replacements"]
    assert second["level"] == "note"
    assert second["locations"][0]["logicalLocations"] == [{"name": "cell 1, line 5"}]
    assert not run["invocations"][0]["executionSuccessful"]


def test_sarif_goes_into_a_file_beside_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    write("train.py", CERTAIN)
    assert main(["train.py", "--sarif", "check.sarif"]) == 3
    assert "warning output-activation" in capsys.readouterr().out
    SarifLog.model_validate_json(Path("check.sarif").read_text(encoding="utf-8"))


def test_fix_writes_what_is_certain(capsys: pytest.CaptureFixture[str]) -> None:
    path = write("train.py", CERTAIN)
    assert main(["train.py", "--fix"]) == 0
    assert path.read_text(encoding="utf-8") == HEALTHY
    assert capsys.readouterr().out == "Mended 1 diagnostic.\nNothing found in 1 file.\n"


def test_fix_leaves_alone_what_has_to_be_chosen() -> None:
    path = write("train.py", FAULTY)
    assert main(["train.py", "--fix"]) == 3
    assert path.read_text(encoding="utf-8") == FAULTY


def test_fix_keeps_all_other_bytes() -> None:
    data = b"\xef\xbb\xbf" + CERTAIN.replace("\n", "\r\n").encode() + b"name = '\xc3\xa9'  \r\n\x0c\r\n"
    Path("train.py").write_bytes(data)
    main(["train.py", "--fix"])
    assert Path("train.py").read_bytes() == data.replace(b', activation="softmax"', b"")


def test_fix_leaves_files_alone_that_python_cannot_parse() -> None:
    path = write("train.py", CERTAIN + "print((\n")
    main(["train.py", "--fix"])
    assert path.read_text(encoding="utf-8") == CERTAIN + "print((\n"


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "weight-init"]) == 0
    assert capsys.readouterr().out.startswith("# Weights begin all alike\n\n`weight-init` · warning\n")


def test_neither_tensorflow_nor_keras_is_imported() -> None:
    path = write("train.py", HINT)
    code = (
        "import sys; from pyadapter.terminal.check.command import main; "
        f"main([{str(path)!r}]); print(sorted({{'tensorflow', 'keras'}} & sys.modules.keys()))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert ended.stdout.splitlines()[-1] == "[]"

"""`keras-debug run` as people and CI see it: output, report, exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pyadapter.core.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"


@dataclass(frozen=True)
class Run:
    code: int
    output: str
    errors: str
    report: dict[str, Any]


def run(directory: Path, *arguments: str, **environment: str) -> Run:
    """Run `python path/to/pyadapter run --report …` in a folder."""
    report = directory / "report.json"
    done = subprocess.run(
        [sys.executable, str(ROOT / "pyadapter"), "run", "--report", str(report), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=directory,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
        timeout=120,
    )
    written = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Run(done.returncode, done.stdout, done.stderr, written)


def script(directory: Path, text: str, name: str = "train.py") -> str:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def marked_line(path: Path, marker: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if marker in line)


FAULTS = """
import tensorflow as tf
print("begin")
tf.math.log(tf.constant([-1.0, 1.0]))
print("between")
tf.exp(tf.constant([1.0, 1000.0]))
print("end")
"""


@pytest.mark.tensorflow
@pytest.mark.parametrize("sample", sorted(path.parent.name for path in SAMPLES.glob("*/train.py")))
def test_a_sample_is_reported_as_its_folder_says(tmp_path: Path, sample: str) -> None:
    train = SAMPLES / sample / "train.py"
    told = json.loads((SAMPLES / sample / "expected.json").read_text(encoding="utf-8"))
    expected = told["finding"]
    done = run(tmp_path, "--execution", told.get("execution", "eager"), str(train))

    assert done.report["version"] == 1
    if expected is None:
        assert (done.code, done.report["ended"], done.report["findings"]) == (0, "completed", [])
        assert "no finding" in done.errors
        return
    assert (done.code, done.report["ended"]) == (3, "stopped")
    (found,) = done.report["findings"]
    assert {name: found.get(name) for name in ("kind", "phase", "epoch", "step", "layer", "op")} == {
        name: expected[name] for name in ("kind", "phase", "epoch", "step", "layer", "op")
    }
    location = found["location"]
    assert (location["file"], location["line"]) == (str(train), marked_line(train, expected["marker"]))
    assert location.get("function") == expected["function"]
    rows = {"rows": expected["rows"], "datasetRows": expected["datasetRows"]}
    assert found.get("batch") == (rows if expected["rows"] else None)
    assert next((cause["id"] for cause in found["causes"]), None) == expected["cause"]
    assert found["title"] in done.errors
    assert expected["marker"] in done.errors


@pytest.mark.tensorflow
def test_the_first_finding_ends_the_run_before_the_next_line(tmp_path: Path) -> None:
    done = run(tmp_path, script(tmp_path, FAULTS))

    assert done.code == 3
    assert done.output.split() == ["begin"]
    assert [finding["op"] for finding in done.report["findings"]] == ["Log"]


@pytest.mark.tensorflow
def test_on_stop_continue_reports_every_fault_and_the_script_ends_by_itself(tmp_path: Path) -> None:
    files = ("--junit", "report.xml", "--sarif", "report.sarif")
    done = run(tmp_path, "--on-stop", "continue", *files, script(tmp_path, FAULTS))

    assert (done.code, done.report["ended"]) == (3, "completed")
    assert done.output.split() == ["begin", "between", "end"]
    assert [(finding["kind"], finding["op"]) for finding in done.report["findings"]] == [
        ("nan", "Log"),
        ("inf", "Exp"),
    ]
    (log,) = json.loads((tmp_path / "report.sarif").read_text(encoding="utf-8"))["runs"]
    assert [
        (result["ruleId"], result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for result in log["results"]
    ] == [("nan", "train.py"), ("inf", "train.py")]
    assert 'failures="2"' in (tmp_path / "report.xml").read_text(encoding="utf-8")


@pytest.mark.tensorflow
def test_only_the_kinds_and_conditions_that_were_asked_for_are_findings(tmp_path: Path) -> None:
    done = run(tmp_path, "--break", "nan=op == 'Sqrt'", "--break", "inf", script(tmp_path, FAULTS))

    assert [finding["op"] for finding in done.report["findings"]] == ["Exp"]


LAYERS = """
import keras, tensorflow as tf
class Logarithm(keras.layers.Layer):
    def call(self, x):
        return tf.math.log(x)
for name in ("first", "second", "third"):
    Logarithm(name=name)(tf.constant([[-1.0]]))
"""


@pytest.mark.tensorflow
def test_what_is_ignored_in_a_layer_is_no_finding_there(tmp_path: Path) -> None:
    ignored = ("--ignore", "nan=fir*", "--ignore", "inf=second", "--ignore", "all=third")
    done = run(tmp_path, "--on-stop", "continue", *ignored, script(tmp_path, LAYERS))

    assert [finding["layer"] for finding in done.report["findings"]] == ["second"]


def test_help_lists_every_kind_with_what_it_means() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "pyadapter"), "run", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    lines = done.stdout.splitlines()
    assert "Exit code: 0 no finding" in done.stdout
    for entry in KINDS:
        assert any(line.startswith(f"  {entry.kind} ") for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_the_report_stays_where_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = script(tmp_path, "import os; os.chdir('elsewhere')")
    subprocess.run(
        [sys.executable, str(ROOT / "pyadapter"), "run", "--report", "mine.json", path],
        cwd=tmp_path,
        check=True,
        timeout=120,
    )
    assert json.loads((tmp_path / "mine.json").read_text(encoding="utf-8"))["ended"] == "completed"


def test_only_the_script_is_missing_from_an_empty_command_line(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.code == 2
    assert "required: SCRIPT\n" in done.errors


@pytest.mark.tensorflow
def test_a_script_sees_its_own_arguments_path_and_modules(tmp_path: Path) -> None:
    # Names that this package, its folder and its working directory have, too.
    script(tmp_path, "NAME = 'the user\\'s core'", "core.py")
    script(tmp_path, "NAME = 'the user\\'s selectors'", "selectors_of_mine.py")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    script(elsewhere, "raise RuntimeError('the working directory is not on the path')", "argparse.py")
    path = script(
        tmp_path,
        "import sys, os, core, selectors_of_mine\n"
        "print(sys.argv[1:], __name__, core.NAME)\n"
        "print(os.path.isabs(__file__) and sys.path[0] == os.path.dirname(os.path.realpath(__file__)))\n"
        "print('tensorflow' in sys.modules, 'numpy' in sys.modules, 'debugpy' in sys.modules)\n",
    )
    done = run(elsewhere, os.path.relpath(path, elsewhere), "--rate", "3")

    assert done.output.splitlines() == [
        "['--rate', '3'] __main__ the user's core",
        "True",
        "False False False",
    ]
    assert done.code == 0


@pytest.mark.parametrize(
    ("text", "code", "ended"),
    [
        ("import sys; sys.exit(7)", 7, "exception"),
        ("import sys; sys.exit()", 0, "completed"),
        ("1 / 0", 1, "exception"),
        ("raise KeyboardInterrupt", 130, "interrupted"),
        ("def broken(:", 1, "exception"),
    ],
)
def test_the_scripts_own_end_is_passed_on(tmp_path: Path, text: str, code: int, ended: str) -> None:
    done = run(tmp_path, script(tmp_path, text))

    assert (done.code, done.report) == (code, {"version": 1, "ended": ended, "findings": []})


SHAPES = """
import keras, numpy as np
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(np.ones((8, 5)), np.ones(8), verbose=0)
"""


@pytest.mark.tensorflow
def test_a_default_learning_rate_is_a_hint_once_at_the_end_and_no_finding(tmp_path: Path) -> None:
    train = script(tmp_path, SHAPES.replace("(8, 5)", "(8, 4)") * 2)
    done = run(tmp_path, train)

    assert (done.code, done.report["findings"]) == (0, [])
    (hint,) = done.report["hints"]
    assert (hint["id"], hint["location"]["line"]) == ("learning-rate-default", 4)
    # The lines break where the path of the script wants them to.
    assert " ".join(done.errors.split()).endswith(
        "train.py:4: `compile` gives no learning rate: SGD silently takes Keras's default of 0.01. "
        "optimizer=keras.optimizers.SGD(learning_rate=0.01) "
        "keras-debug: no finding, the script ended well."
    )


@pytest.mark.tensorflow
def test_an_error_in_training_does_not_show_the_frames_of_the_probe(tmp_path: Path) -> None:
    done = run(tmp_path, "--break", "nan", script(tmp_path, SHAPES))

    assert (done.code, done.report["ended"]) == (1, "exception")
    assert "model.fit(" in done.errors
    assert "pyadapter" not in done.errors


def test_a_traceback_begins_in_the_users_script(tmp_path: Path) -> None:
    done = run(tmp_path, script(tmp_path, "def train():\n    1 / 0\ntrain()\n"))

    assert "ZeroDivisionError" in done.errors
    assert "runpy" not in done.errors
    assert "pyadapter" not in done.errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.py",), "There is no script missing.py"),
        ((".",), "is a folder; give the training script"),
        (("--break", "nam", "train.py"), "'nam' is not a kind of finding; did you mean nan?"),
        (("--break", "gradient-explode", "train.py"), "did you mean gradient-exploding?"),
        (("--break", "?", "train.py"), "the kinds are nan, inf, shape-mismatch"),
        (("--break", "nan=step >", "train.py"), "the condition 'step >'"),
        (("--break", "nan=value > 1", "train.py"), "Findings of nan have no value"),
        (("--ignore", "nan", "train.py"), "'nan' names no layer; write KIND=LAYER"),
        (("--ignore", "nam=dense", "train.py"), "did you mean nan?"),
        (("--report", "no/such/folder/report.json", "train.py"), "cannot be written: No such file"),
        (("--device", "tpu", "train.py"), "'tpu' is not a device"),
        (("--max-epochs", "0", "train.py"), "'0' is not a whole number of 1 or more"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_command_line_that_cannot_work_says_why_and_runs_nothing(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    script(tmp_path, "print('ran')")
    done = run(tmp_path, *arguments)

    assert done.code == 2
    assert message in done.errors
    assert "ran" not in done.output


def test_a_python_without_tensorflow_is_named_with_a_remedy(tmp_path: Path) -> None:
    hidden = tmp_path / "site"
    hidden.mkdir()
    script(
        hidden,
        "import importlib.abc, sys\n"
        "class Hide(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'tensorflow': raise ModuleNotFoundError(name)\n"
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'tensorflow' else find(name, package)\n",
        "sitecustomize.py",
    )
    done = run(tmp_path, script(tmp_path, ""), PYTHONPATH=str(hidden))

    assert done.code == 2
    assert "has no TensorFlow" in done.errors
    assert "pip install tensorflow" in done.errors


def test_quietly_nothing_is_printed_where_nothing_was_found(tmp_path: Path) -> None:
    path = script(tmp_path, "print('mine')")
    assert (run(tmp_path, "--quiet", path).errors, run(tmp_path, "-q", path).output) == ("", "mine\n")
    assert "no finding, the script ended well" in run(tmp_path, path).errors


@pytest.mark.tensorflow
def test_output_that_is_not_a_terminal_has_no_colours(tmp_path: Path) -> None:
    done = run(tmp_path, script(tmp_path, FAULTS))

    assert "\033[" not in done.errors


ON_ANOTHER_DEVICE = """
import keras, numpy as np, tensorflow as tf

cpu, = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

class Log(keras.layers.Layer):
    def call(self, x):
        return keras.ops.log(x)

with tf.device("/CPU:1"):
    model = keras.Sequential([keras.Input((4,)), Log(), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(1e-3), "mse")
    x = np.random.default_rng(0).uniform(0.5, 1.0, (160, 4)).astype("float32")
    x[12 * 8 + 5] = -1.0
    model.fit(x, x[:, :1], batch_size=8, shuffle=False, verbose=0)
print(model.weights[0].value.device.rpartition(":")[2])
"""


@pytest.mark.tensorflow
def test_snapshots_can_be_kept_in_the_memory_of_the_host(tmp_path: Path) -> None:
    options = ("--execution", "replay", "--snapshots-on", "host", "--snapshot-every", "10")
    done = run(tmp_path, "--on-stop", "continue", *options, script(tmp_path, ON_ANOTHER_DEVICE))

    (found,) = done.report["findings"]
    assert (found["op"], found["step"], found["batch"]["rows"]) == ("Log", 12, [5])
    assert found["replay"] == {"step": 12, "snapshot": 10, "exact": True, "reasons": []}
    assert done.output.split() == ["1"]

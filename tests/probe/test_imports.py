"""The probe waits for imports, and imports nothing that the script has not imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.probe.imports import ImportWatch

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = "imported_by_a_test"
    (tmp_path / f"{name}.py").write_text("import sys\nstate = 'complete'\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, name, raising=False)
    yield name
    sys.modules.pop(name, None)


def watch_for(name: str) -> tuple[ImportWatch, list[str]]:
    seen: list[str] = []
    watch = ImportWatch([name], lambda found: seen.append(sys.modules[found].state))
    watch.start()
    return watch, seen


def test_a_module_is_reported_when_it_has_run_to_its_end(package: str) -> None:
    watch, seen = watch_for(package)
    module = __import__(package)

    assert seen == ["complete"]
    assert type(module.__loader__).__module__ != ImportWatch.__module__
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__
    assert watch not in sys.meta_path


def test_asking_whether_a_module_exists_does_not_use_up_the_watch(package: str) -> None:
    import importlib.util  # noqa: PLC0415 -- what is tested

    _, seen = watch_for(package)
    assert importlib.util.find_spec(package) is not None
    assert seen == []
    __import__(package)

    assert seen == ["complete"]


def test_a_module_that_is_there_already_is_reported_at_once(package: str) -> None:
    __import__(package)
    _, seen = watch_for(package)

    assert seen == ["complete"]


def test_a_module_that_imports_another_is_reported_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "imported_outer.py").write_text("import imported_inner", encoding="utf-8")
    (tmp_path / "imported_inner.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    seen: list[str] = []
    watch = ImportWatch(["imported_outer", "imported_inner"], seen.append)
    watch.start()
    __import__("imported_outer")

    assert seen == ["imported_outer", "imported_inner"]
    assert watch not in sys.meta_path


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", ["tensorflow", "keras"])
def test_the_device_is_selected_whatever_is_imported_first(name: str) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pyadapter.probe.bootstrap import start_in_terminal\n"
        "from pyadapter.probe.execution import device\n"
        "device.select_device = print\n"
        "start_in_terminal({'breakpoints': [], 'device': 'gpu:7'}, None)\n"
        f"import {name}"
    )

    assert python("-c", code).split() == ["gpu:7"]


def test_a_module_that_is_not_there_fails_as_ever() -> None:
    watch, seen = watch_for("no_such_module_anywhere")
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        __import__("no_such_module_anywhere")

    assert seen == []
    watch.stop()
    assert watch not in sys.meta_path


def test_starting_the_probe_imports_neither_numpy_nor_tensorflow() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pyadapter.probe import bootstrap\n"
        "import pyadapter.probe.pause, pyadapter.probe.presentation, json\n"
        "class End: pass\n"
        "bootstrap.start_in_terminal({'breakpoints': [{'kind': 'nan', 'condition': 'step > 1'}]}, End())\n"
        "libraries = 'numpy', 'tensorflow', 'keras', 'debugpy'\n"
        "print(json.dumps([name for name in libraries if name in sys.modules]))"
    )

    assert json.loads(python("-c", code)) == []


def test_keras_on_another_backend_is_named_and_left_alone(tmp_path: Path) -> None:
    source = tmp_path / "keras" / "src" / "backend"
    source.mkdir(parents=True)
    (source / "config.py").write_text("def backend(): return 'jax'", encoding="utf-8")
    (tmp_path / "keras" / "__init__.py").write_text("import keras.src.backend.config", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pyadapter.probe.bootstrap import start_in_terminal\n"
        "start_in_terminal({'breakpoints': [{'kind': 'nan'}]}, None)\n"
        "import keras; print('tensorflow' in sys.modules)"
    )
    done: Any = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.split() == ["False"]
    assert "Keras runs on jax here" in done.stderr
    assert "KERAS_BACKEND=tensorflow" in done.stderr


@pytest.mark.tensorflow
def test_replicas_of_a_distribution_strategy_are_watched(tmp_path: Path) -> None:
    script = Path(__file__).parent / "debuggees" / "mirrored.py"
    report = tmp_path / "report.json"
    subprocess.run(
        [sys.executable, str(ROOT / "pyadapter"), "run", "--report", str(report), str(script)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    (finding,) = json.loads(report.read_text(encoding="utf-8"))["findings"]

    assert finding["layer"] == "sequential/logarithm"
    assert finding["batch"]["datasetRows"] == [29]


def python(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout

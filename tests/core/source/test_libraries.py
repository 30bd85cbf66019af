"""The checks over Keras's own files: no crash, and nothing is told but what has been looked at."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

from pyadapter.core.source.analysis import analyse

ROOT = Path(__file__).resolve().parents[3]

REVIEWED = Counter(
    {
        # Models of tests, of which nothing is to be learned. All of it is as it is said.
        ("src/backend/tensorflow/saved_model_test.py", "linear-stack"): 1,
        ("src/callbacks/orbax_checkpoint_test.py", "linear-stack"): 1,
        ("src/optimizers/muon_test.py", "linear-stack"): 1,
        ("src/saving/saving_lib_test.py", "linear-stack"): 2,
        # A sigmoid in front of a loss that is told `from_logits=True`.
        ("src/callbacks/tensorboard_test.py", "logits-probabilities"): 1,
        # Weights that are known, for updates that can be computed by hand.
        ("src/optimizers/multi_optimizer_test.py", "weight-init"): 5,
        # To test that eager execution works.
        ("src/optimizers/multi_optimizer_test.py", "debugging-left-in"): 1,
        ("src/optimizers/optimizer_test.py", "debugging-left-in"): 1,
        ("src/trainers/trainer_test.py", "debugging-left-in"): 1,
        # To test that seeds are kept: `keras.random.dropout` in `call`.
        ("src/trainers/trainer_test.py", "training-mode"): 1,
    }
)
"""Of Keras 3.15, by file and code."""


def sources(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip(f"{package} is not installed")
    return sorted(Path(spec.origin).parent.rglob("*.py"))


def test_of_keras_nothing_is_told_but_what_has_been_looked_at() -> None:
    files = sources("keras")
    home = files[0].parent
    found = Counter(
        (path.relative_to(home).as_posix(), each.code)
        for path in files
        for each in analyse(path.read_text(encoding="utf-8")).diagnostics
        if each.level != "hint"
    )
    assert found - REVIEWED == Counter()


@pytest.mark.parametrize("folder", ["samples", "tests/score/healthy"])
def test_of_scripts_that_train_well_nothing_is_told(folder: str) -> None:
    found = [
        (path.name, each.code, each.span.line)
        for path in sorted((ROOT / folder).rglob("*.py"))
        for each in analyse(path.read_text(encoding="utf-8")).diagnostics
        if each.level != "hint"
    ]
    assert found == []

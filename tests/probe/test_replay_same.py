"""At full speed a training that nothing trips gives the results of a plain one, to the last bit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import keras
import numpy as np
import pytest
from keras import layers

from pyadapter.core.ring import Ring
from pyadapter.core.sentinel import Judge
from pyadapter.probe.execution.replay.compiled import CompiledStep
from pyadapter.probe.execution.replay.sentinel import Collected
from pyadapter.probe.execution.replay.state import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(Path(__file__).parent / "debuggees" / "same_results.py")
FULL_SPEED = (str(ROOT / "pyadapter"), "run", "--execution", "replay", "--on-stop", "continue")
SOME = ("--only", "data_sets", "by_hand")
SOME_XLA = ("--xla", "--only", "half_precision", "adversaries", "by_hand")


def run(*command: str) -> tuple[dict[str, str], str]:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, check=False, timeout=350
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "failure in the probe" not in done.stderr, done.stderr
    return dict(re.findall(r"^(\w+) ([0-9a-f]{24})$", done.stdout, re.MULTILINE)), done.stderr


def run_both(first: tuple[str, ...], second: tuple[str, ...]) -> list[tuple[dict[str, str], str]]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda command: run(*command), (first, second)))


@pytest.mark.timeout(800)
def test_results_in_graphs_are_those_of_plain_training() -> None:
    (plain, _), (replayed, said) = run_both((SCRIPT,), (*FULL_SPEED, SCRIPT))
    rarely, _ = run(*FULL_SPEED, "--snapshot-every", "50", SCRIPT, *SOME)

    assert len(plain) == 17
    assert replayed == plain
    assert rarely == {name: plain[name] for name in rarely}
    assert set(rarely) == set(SOME[1:])
    assert "trained by a tf.distribute strategy" in said


@pytest.mark.timeout(800)
def test_results_in_xla_with_a_snapshot_of_every_step_are_those_of_plain_training() -> None:
    (plain, _), (replayed, _) = run_both(
        (SCRIPT, *SOME_XLA), (*FULL_SPEED, "--snapshot-every", "1", SCRIPT, *SOME_XLA)
    )

    assert set(plain) == set(SOME_XLA[2:])
    assert replayed == plain


def train() -> Any:
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(5), layers.Dropout(0.3), layers.Dense(1)])
    model.compile("adam", "mse", jit_compile=False)
    rows = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
    history = model.fit(rows, rows[:, :1], batch_size=8, epochs=3, verbose=0).history["loss"]
    return history, [weight.tobytes() for weight in model.get_weights()]


def broken(*_: Any, **__: Any) -> NoReturn:
    raise KeyError("a mistake in the replay")


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (State, "read"),
        (State, "extend"),
        (Ring, "add"),
        (Judge, "judge"),
        (Collected, "vector"),
        (CompiledStep, "_for"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_mistake_in_the_replay_leaves_the_training_as_it_is(
    watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    plain = train()
    monkeypatch.setattr(owner, name, broken)
    watch(execution="replay", snapshotEvery=2)

    assert train() == plain

"""Training gives the same results, to the last bit, whether it is watched or not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("tensorflow")

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).parent / "debuggees" / "same_weights.py"


def output_of(*command: str) -> list[str]:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, check=False, timeout=160
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.tensorflow
@pytest.mark.timeout(400)
def test_weights_after_twenty_eager_steps_are_bit_identical_with_and_without_the_probe(
    tmp_path: Path,
) -> None:
    run = (str(ROOT / "pyadapter"), "run")
    plain = output_of(str(SCRIPT))
    watched = output_of(*run, str(SCRIPT))
    # A page of panels needs all that is recorded for them.
    recorded = output_of(*run, "--html", str(tmp_path / "report.html"), str(SCRIPT))

    assert [line.split()[0] for line in plain] == ["mlp", "cnn", "transformer", "two_tapes"]
    assert watched == plain
    assert recorded == plain

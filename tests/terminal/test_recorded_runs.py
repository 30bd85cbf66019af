"""`keras-debug run --record` and `keras-debug compare`: where two runs part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.terminal.compare_command import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.harness.starter import Ended, Starter

pytestmark = pytest.mark.tensorflow

TRAIN = """
import hashlib, sys
import keras, numpy as np
keras.utils.set_random_seed(1)
mode = sys.argv[1]
if mode in {"mixed", "overflow"}:
    keras.config.set_dtype_policy("mixed_float16")
x = np.random.default_rng(0).normal(size=(24, 6)).astype("float32")
model = keras.Sequential([
    keras.Input((6,)),
    keras.layers.Dense(8, activation="relu", name="first"),
    keras.layers.BatchNormalization(epsilon=0.1 if mode == "epsilon" else 1e-3, name="norm"),
    keras.layers.Dense(1, dtype="float32", name="last"),
], name="net")
rate = 0.02 if mode == "rate" else 0.01
optimizer = keras.optimizers.SGD(rate)
if mode in {"mixed", "overflow"}:
    scale = 2.0**10 if mode == "mixed" else 2.0**15  # which overflows in one of the steps
    optimizer = keras.optimizers.LossScaleOptimizer(optimizer, initial_scale=scale)
model.compile(optimizer, "mse", jit_compile=mode == "xla")
model.fit(x, x[:, :1], batch_size=8, epochs=1, verbose=0, shuffle=mode == "shuffle")
print("weights", hashlib.md5(b"".join(each.tobytes() for each in model.get_weights())).hexdigest())
"""


class Recorder:
    """Records runs of one script; each only once."""

    def __init__(self, starter: Starter, folder: Path) -> None:
        self.folder = folder
        self._starter = starter
        self._recorded: dict[tuple[str, ...], Path] = {}
        self.outputs: dict[Path, str] = {}
        (folder / "train.py").write_text(TRAIN, encoding="utf-8")

    def run(self, *options: str, mode: str = "as it is") -> Ended:
        return self._starter.command(self.folder, "run", None, *options, "train.py", mode)

    def record(self, *options: str, mode: str = "as it is") -> Path:
        key = (*options, mode)
        if key not in self._recorded:
            file = self.folder / f"{len(self._recorded)}.jsonl"
            ended = self.run("--record", str(file), *options, mode=mode)
            assert ended.code == 0, ended.output
            self._recorded[key] = file
            self.outputs[file] = ended.output
        return self._recorded[key]

    def plain(self, mode: str = "as it is") -> Path:
        return self.record("--execution", "plain", mode=mode)


@pytest.fixture(scope="module")
def recorder(starter: Starter, tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    return Recorder(starter, tmp_path_factory.mktemp("runs"))


@pytest.fixture
def compare(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*arguments: Any) -> tuple[int, str]:
        code = main([str(each) for each in arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def weights_in(output: str) -> str:
    return next(line for line in output.splitlines() if line.startswith("weights"))


def test_recording_changes_no_bit_of_the_weights(recorder: Recorder) -> None:
    recorded = recorder.record()

    assert weights_in(recorder.outputs[recorded]) == weights_in(recorder.run().output)


def test_eager_and_compiled_are_the_same(recorder: Recorder, compare: Any) -> None:
    code, text = compare(recorder.record(), recorder.plain())

    assert code == 0, text
    assert "The runs are the same" in text
    assert "3 steps" in text


def test_the_layer_that_is_configured_differently_is_named(recorder: Recorder, compare: Any) -> None:
    code, text = compare(recorder.plain(), recorder.plain(mode="epsilon"))

    assert code == 3
    assert "The runs part in step 0: the outputs of layer `net/norm` differ" in text
    assert "> net/norm" in text


def test_another_learning_rate_shows_in_the_weights_of_the_first_update(
    recorder: Recorder, compare: Any
) -> None:
    code, text = compare(recorder.plain(), recorder.plain(mode="rate"))

    assert code == 3
    assert "part in step 0: the weights" in text
    assert "look at the optimizer" in text


def test_another_order_of_the_data_is_said_first(recorder: Recorder, compare: Any) -> None:
    code, text = compare(recorder.plain(), recorder.plain(mode="shuffle"))
    assert (code, "the batches differ" in text) == (3, True)


def test_mixed_precision_is_the_same_but_for_its_rounding(recorder: Recorder, compare: Any) -> None:
    runs = recorder.plain(), recorder.plain(mode="mixed")

    assert compare(*runs)[0] == 0
    code, text = compare(*runs, "--tolerance", "1e-6")
    assert (code, "outputs of layer `net/first`" in text) == (3, True)


def test_an_update_that_loss_scaling_skips_is_said(recorder: Recorder, compare: Any) -> None:
    code, text = compare(recorder.plain(), recorder.plain(mode="overflow"))

    assert code == 3
    assert "B made no update" in text


def test_what_xla_compiles_is_seen_from_outside_and_said(recorder: Recorder, compare: Any) -> None:
    code, text = compare(recorder.record(), recorder.plain(mode="xla"))

    assert code == 0, text
    assert "XLA compiled the step" in text


def test_files_that_are_no_recordings_are_refused(tmp_path: Path, compare: Any) -> None:
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    code, text = compare(tmp_path / "other.json", tmp_path / "none")

    assert code == 2
    assert "it is no recording" in text

"""Everything runs eagerly under the probe, whatever the script says, and shorter where that was asked for."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


class Witness(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Notes whether it is called with values or with symbols."""

    calls: list[bool]

    def __init__(self) -> None:
        super().__init__()
        self.calls = []

    def call(self, x: Any) -> Any:
        self.calls.append(isinstance(x, tf.Tensor) and hasattr(x, "_numpy"))
        return x


def fit(witness: Witness, rows: int = 40, epochs: int = 1, **compiled: Any) -> Any:
    model = keras.Sequential([keras.Input((4,)), witness, layers.Dense(1)])
    witness.calls.clear()
    model.compile("sgd", "mse", **compiled)
    return model.fit(np.ones((rows, 4)), np.ones(rows), batch_size=4, epochs=epochs, verbose=0)


@pytest.mark.parametrize(
    "compiled",
    [{}, {"jit_compile": True}, {"run_eagerly": False}, {"steps_per_execution": 4}, {"run_eagerly": True}],
    ids=str,
)
def test_every_step_calls_the_layers_with_values(watched: Watched, compiled: dict[str, Any]) -> None:
    witness = Witness()
    fit(witness, **compiled)

    assert witness.calls == [True] * 10
    assert watched.probe.progress.step == 9


def test_steps_per_execution_that_does_not_divide_the_batches_loses_none(watched: Watched) -> None:
    witness = Witness()
    fit(witness, rows=28, epochs=2, steps_per_execution=3)

    assert witness.calls == [True] * 14
    del watched


def test_a_function_with_a_decorator_runs_eagerly(watched: Watched) -> None:
    seen: list[bool] = []

    @tf.function(jit_compile=True, reduce_retracing=True)  # type: ignore[untyped-decorator]  # see above
    def double(x: Any) -> Any:
        seen.append(tf.executing_eagerly())
        return x * 2

    double(tf.ones(3))
    double(tf.ones(3))

    assert seen == [True, True]
    del watched


def test_a_script_cannot_switch_back_to_graphs(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    tf.config.run_functions_eagerly(False)

    assert tf.config.functions_run_eagerly()
    assert "functions stay eager" in capsys.readouterr().err
    del watched


def test_a_data_set_pipeline_stays_a_graph_and_says_nothing(watch: Callable[..., Watched]) -> None:
    watch()
    eager: list[bool] = []

    def mapped(x: Any) -> Any:
        eager.append(tf.executing_eagerly())
        return x

    with warnings.catch_warnings(record=True) as said:
        list(tf.data.Dataset.range(3).map(mapped))

    assert eager == [False]
    assert not [warning for warning in said if "does not apply to tf.data" in str(warning.message)]


def test_epochs_and_steps_are_limited(watch: Callable[..., Watched], limits: None) -> None:
    del limits
    watched = watch(maxEpochs=2, maxStepsPerEpoch=3)
    witness = Witness()
    with pytest.warns(UserWarning, match="Limiting"):
        history = fit(witness, epochs=7)

    assert history.epoch == [0, 1]
    assert watched.probe.progress.step == 5


@pytest.fixture
def limits() -> Iterator[None]:
    """Keras keeps its limits for the process."""
    yield
    keras.config.set_max_epochs(None)
    keras.config.set_max_steps_per_epoch(None)


def test_a_gpu_that_is_not_there_is_said_with_what_to_do(
    watch: Callable[..., Watched], capsys: pytest.CaptureFixture[str]
) -> None:
    watch(device="gpu:1")

    said = capsys.readouterr().err
    assert '"device": "gpu:1" is not there' in said
    assert "Training runs on the CPU" in said


def test_closing_the_probe_restores_what_was_there(watch: Callable[..., Watched]) -> None:
    trainer = keras.src.backend.tensorflow.trainer.TensorFlowTrainer
    before = (
        trainer.fit,
        trainer.make_train_function,
        tf.GradientTape.gradient,
        tf.config.run_functions_eagerly,
    )
    watched = watch()
    assert trainer.fit is not before[0]
    watched.probe.close()

    after = (
        trainer.fit,
        trainer.make_train_function,
        tf.GradientTape.gradient,
        tf.config.run_functions_eagerly,
    )
    assert after == before
    assert not tf.config.functions_run_eagerly()


def test_every_patch_says_why_it_is_there(watched: Watched) -> None:
    listing = watched.probe.patches.listing()

    assert len(listing) >= 10
    assert all(len(reason) > 10 for _, reason in listing)

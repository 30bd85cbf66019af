"""Forced eager: every op runs as it is called, whatever `compile`, `tf.function` or the script says."""

from __future__ import annotations

import functools
import sys
import warnings
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, contained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.observer import Observers
    from pyadapter.probe.watch.watcher import Watcher


class EagerExecution:
    """Makes Keras and TensorFlow run eagerly, one batch at a time.

    `tf.config.run_functions_eagerly` is enough for that: Keras builds its steps with `tf.function`, so
    `run_eagerly`, `jit_compile` and the model itself stay as the user set them.

    Args:
        watcher: Looks at batches and is told of steps.
        progress: Learns of the batch that is worked on.
        observers: Are told of fits and steps.
    """

    def __init__(self, watcher: Watcher, progress: Progress, observers: Observers) -> None:
        self._watcher = watcher
        self._observers = observers
        self._progress = progress
        self._before: bool | None = None
        self._model: int | None = None

    def restore(self) -> None:
        """Go back to what TensorFlow was set to."""
        if self._before is not None:
            import tensorflow as tf  # noqa: PLC0415 -- as above

            tf.config.run_functions_eagerly(self._before)

    def tensorflow_patches(self) -> list[Patch]:
        """Turn eager execution on, and return the patch that keeps it on."""
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        self._before = bool(tf.config.functions_run_eagerly())
        tf.config.run_functions_eagerly(True)
        # TensorFlow says of every Dataset.map that it stays a graph, which is what everybody wants.
        warnings.filterwarnings("ignore", message=r"Even though the `tf\.config\.experimental_run_functions")
        return [
            Patch(
                tf.config,
                "run_functions_eagerly",
                "the script must not switch back to graphs in which nothing can be seen",
                _keep_eager,
            )
        ]

    def keras_patches(self) -> list[Patch]:
        """Return the patches of Keras 3's trainer."""
        from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 -- as above

        return [
            Patch(
                TensorFlowTrainer,
                "make_train_function",
                "one batch at a time whatever steps_per_execution says, with the batch at hand",
                self._wrap_maker("train_function", self._wrap_step(training=True)),
            ),
            Patch(
                TensorFlowTrainer,
                "make_test_function",
                "as make_train_function",
                self._wrap_maker("test_function", self._wrap_step(training=False)),
            ),
            Patch(
                TensorFlowTrainer,
                "make_predict_function",
                "the batches of predict",
                self._wrap_maker("predict_function", self._wrap_predict),
            ),
            Patch(
                TensorFlowTrainer,
                "fit",
                "the data that was given to fit: to find the data set's row of a batch's row",
                self._wrap_fit,
            ),
        ]

    def _wrap_maker(
        self, attribute: str, wrap: Callable[[Any, Callable[..., Any]], Callable[..., Any]]
    ) -> Callable[[Any], Any]:
        """Wrap a method that leaves a function in an attribute of the model."""

        def replace(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def make(model: Any, *arguments: Any, **named: Any) -> Any:
                result = original(model, *arguments, **named)
                function = getattr(model, attribute, None)
                if function is not None and not hasattr(function, "keras_debug_original"):
                    wrapped = wrap(model, function)
                    wrapped.keras_debug_original = function  # type: ignore[attr-defined]  # marks it as wrapped
                    setattr(model, attribute, wrapped)
                return result

            return make

        return replace

    def _wrap_step(self, *, training: bool) -> Callable[[Any, Callable[..., Any]], Callable[..., Any]]:
        import tensorflow as tf  # noqa: PLC0415 -- as above

        out_of_range: type[Exception] = tf.errors.OutOfRangeError

        def wrap(model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(function)
            def steps(iterator: Iterator[Any]) -> Any:
                outputs = None
                for count in range(max(1, int(model.steps_per_execution))):
                    try:
                        batch = next(iterator)
                    except (StopIteration, out_of_range):  # a distributed iterator raises the other one
                        if count:
                            break
                        raise
                    outputs = self._step(model, function, batch, training=training)
                return outputs

            return steps

        return wrap

    def _step(self, model: Any, function: Callable[..., Any], batch: Any, *, training: bool) -> Any:
        contained(self._begin, model, batch, training=training)
        try:
            return function(iter((batch,)))
        except Exception as error:
            self._observers.tell("step_raised", error)
            raise
        finally:
            contained(self._end, model, training=training)

    def _begin(self, model: Any, batch: Any, *, training: bool) -> None:
        if self._model != id(model):
            if self._model is not None:
                # What is still about of an earlier finding is in the weights of another model.
                self._watcher.told = False
            self._model = id(model)
        if training:
            self._progress.begin_step(batch)
        else:
            self._progress.begin_evaluation(batch)
        self._watcher.begin_step()
        self._watcher.check_batch(batch)
        self._observers.tell("step_begins", model, batch, training=training)

    def _end(self, model: Any, *, training: bool) -> None:
        self._observers.tell("step_ends", model, training=training)
        self._watcher.end_step()
        if training:
            self._progress.end_step()
        else:
            self._progress.end_evaluation()

    def _wrap_predict(self, model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def predict(batches: Any) -> Any:
            batch = batches[0] if isinstance(batches, list) and batches else batches
            contained(self._begin, model, batch, training=False)
            try:
                return function(batches)
            except Exception as error:
                self._observers.tell("step_raised", error)
                raise
            finally:
                contained(self._end, model, training=False)

        return predict

    def _wrap_fit(self, original: Callable[..., Any]) -> Callable[..., Any]:
        names = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split")
        kept = (
            "x", "y", "sample_weight", "batch_size", "shuffle", "steps_per_epoch", "validation_data",
        )  # fmt: skip

        @functools.wraps(original)
        def fit(model: Any, *arguments: Any, **named: Any) -> Any:
            given = {**dict(zip(names, arguments, strict=False)), **named}
            self._progress.begin_fit({name: given[name] for name in kept if name in given})
            self._observers.tell("fit_begins", model, given)
            try:
                return original(model, *arguments, **named)
            finally:
                self._observers.tell("fit_ends", model)
                self._progress.end_fit()

        return fit


def _keep_eager(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def run_functions_eagerly(run_eagerly: bool) -> None:
        original(True)
        if not run_eagerly:
            sys.stderr.write(
                "keras-debug: the script calls tf.config.run_functions_eagerly(False). While it is debugged "
                "functions stay eager, so that every line can be stepped through.\n"
            )

    return run_functions_eagerly

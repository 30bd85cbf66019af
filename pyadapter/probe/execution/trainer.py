"""Steps of Keras's trainer, one batch at a time, with observers told of what they do."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, contained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyadapter.core.finding import Replay
    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.observer import Observers
    from pyadapter.probe.watch.watcher import Watcher


class TrainerExecution:
    """Runs the steps of `fit`, `evaluate` and `predict`, watched; a subclass says how.

    Args:
        watcher: Looks at batches and is told of steps.
        progress: Learns of the batch that is worked on.
        observers: Are told of fits and steps.
    """

    def __init__(self, watcher: Watcher, progress: Progress, observers: Observers) -> None:
        self.watcher = watcher
        self.observers = observers
        self.progress = progress
        self._model: int | None = None
        self.replay: Replay | None = None
        """How the step that is watched was come by; None where every step is watched as it runs."""
        self.tells_errors = True
        """Whether what a watched step raises is the program's to be told of."""

    def restore(self) -> None:
        """Go back to what TensorFlow was set to."""

    def breakpoints_changed(self) -> None:
        """What was told, or not asked for, may be asked for now."""

    def tensorflow_patches(self) -> list[Patch]:
        """Set TensorFlow up, and return the patches of it."""
        return []

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
                    outputs = self.step(model, function, batch, training=training)
                return outputs

            return steps

        return wrap

    def step(self, model: Any, function: Callable[..., Any], batch: Any, *, training: bool) -> Any:
        """Run a step of `fit` or `evaluate`, and return its logs."""
        return self.watched(model, function, batch, training=training)

    def watched(self, model: Any, function: Callable[..., Any], batch: Any, *, training: bool) -> Any:
        """Run a step with everything watched, and return its logs.

        Args:
            model: The model.
            function: What Keras made to run steps: takes an iterator.
            batch: The batch.
            training: Whether it trains.
        """
        contained(self._begin, model, batch, training=training)
        try:
            return function(iter((batch,)))
        except Exception as error:
            if self.tells_errors:
                self.observers.tell("step_raised", error)
            raise
        finally:
            contained(self._end, model, training=training)

    def _begin(self, model: Any, batch: Any, *, training: bool) -> None:
        if self._model != id(model):
            if self._model is not None:
                # What is still about of an earlier finding is in the weights of another model.
                self.watcher.told = False
            self._model = id(model)
        if training:
            self.progress.begin_step(batch)
        else:
            self.progress.begin_evaluation(batch)
        self.watcher.begin_step()
        self.watcher.check_batch(batch)
        self.observers.tell("step_begins", model, batch, training=training)

    def _end(self, model: Any, *, training: bool) -> None:
        self.observers.tell("step_ends", model, training=training)
        self.watcher.end_step()
        if training:
            self.progress.end_step()
        else:
            self.progress.end_evaluation()

    def _wrap_predict(self, model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def predict(batches: Any) -> Any:
            batch = batches[0] if isinstance(batches, list) and batches else batches
            contained(self._begin, model, batch, training=False)
            try:
                return function(batches)
            except Exception as error:
                self.observers.tell("step_raised", error)
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
            self.progress.begin_fit({name: given[name] for name in kept if name in given})
            self.observers.tell("fit_begins", model, given)
            try:
                return original(model, *arguments, **named)
            finally:
                self.observers.tell("fit_ends", model)
                self.progress.end_fit()

        return fit

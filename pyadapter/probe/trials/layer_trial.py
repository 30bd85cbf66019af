"""The trial of one class of a script: find it, make it, call it, then ask one question after the other."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.layer_source import attributes_of_self
from pyadapter.core.layer_trial import Check, LayerTrial
from pyadapter.probe.trials.layer_calls_tried import Tried, arrays, call, error_text, quiet
from pyadapter.probe.trials.layer_candidates import as_ids, candidates, small, specs_of_call
from pyadapter.probe.trials.layer_checks import checks_of
from pyadapter.probe.trials.layer_failure import failure_of
from pyadapter.probe.trials.layer_locals import CallTrace, described
from pyadapter.probe.trials.layer_script import import_script
from pyadapter.probe.trials.layer_subject import TrialError, find_subject, give_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pyadapter.probe.trials.layer_script import Script
    from pyadapter.probe.trials.layer_subject import Subject
    from pyadapter.probe.trials.layer_values import Inputs

_CALLED = {"metric": "update_state"}


def try_layer(  # noqa: PLR0913, PLR0917 -- what the command line has
    file: Path,
    name: str | None,
    shapes: Sequence[tuple[int, ...]] = (),
    arguments: Mapping[str, Any] | None = None,
    dtype: str | None = None,
    checked: Callable[[Check], None] = lambda _: None,
) -> LayerTrial:
    """Try a class of a script.

    Args:
        file: The script.
        name: The class or loss function; by default the only one.
        shapes: Shapes of the inputs, with the batch; inferred where there are none.
        arguments: Of the constructor, by name; inferred by default.
        dtype: Of the inputs.
        checked: Is told of each answer as it comes.

    Returns:
        What was found.

    Raises:
        TrialError: Nothing can be tried.
    """
    try:
        script = import_script(file, name, specs_of_call)
    except TrialError:
        raise
    except (Exception, SystemExit) as error:
        raise TrialError(
            f"{file.name} ended with {type(error).__name__} before "
            f"{name or 'its classes'} was defined: {error_text(error)}"
        ) from error
    subject = find_subject(script, name)
    give_arguments(subject, script, arguments)
    trial = LayerTrial(
        subject.name, subject.kind, subject.file, subject.line, subject.made_with, subject.origin,
        notes=tuple(script.notes),
    )  # fmt: skip
    try:
        with quiet():
            made = subject.make()
    except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
        return replace(trial, failure=failure_of(error, subject, None))
    return _call(trial, subject, script, made, shapes, dtype, checked)


def _call(  # noqa: PLR0913, PLR0917 -- what has been found out so far
    trial: LayerTrial,
    subject: Subject,
    script: Script,
    made: Any,
    shapes: Sequence[tuple[int, ...]],
    dtype: str | None,
    checked: Callable[[Check], None],
) -> LayerTrial:
    attempts: list[_Attempt] = []
    for inputs in candidates(subject, made, shapes, dtype, script.used.get(subject.name)):
        attempt = _Attempt(subject, small(inputs))
        attempts.append(attempt)
        if attempt.error is None and inputs.origin != "--shape" and attempt.ids_below:
            # Embeddings take real numbers without a word.
            attempts.append(_Attempt(subject, as_ids(inputs, attempt.ids_below)))
        if attempts[-1].error is None or attempt.error is None:
            break
    best = attempts[-1]
    if best.error is not None:
        best = max(attempts, key=lambda each: (each.error is None, each.progress))  # of equal ones the first
    trial = replace(
        trial,
        inputs=_in_words(subject, best.inputs, made),
        inputs_from=best.inputs.origin,
        rows=tuple(best.trace.rows),
    )
    if best.error is not None:
        return replace(trial, failure=failure_of(best.error, subject, best.trace))
    found = []
    for check in checks_of(Tried(subject, best.inputs, best.made)):
        found.append(check)
        checked(check)
    return replace(trial, checks=tuple(found))


class _Attempt:
    """One call of a new object, traced."""

    def __init__(self, subject: Subject, inputs: Inputs) -> None:
        import keras  # noqa: PLC0415 -- the script has imported it
        import tensorflow as tf  # noqa: PLC0415 -- as above

        self.inputs = inputs
        self.error: Exception | None = None
        self.trace = trace_of(subject)
        self.ids_below = 0
        keras.utils.set_random_seed(0)
        before = tf.config.functions_run_eagerly()
        tf.config.run_functions_eagerly(True)
        keras.config.disable_traceback_filtering()
        try:
            with quiet():
                self.made = subject.make()
                with _embeddings() as given, self.trace:
                    result = call(subject, self.made, inputs.values())
                arrays(result)
            self.ids_below = min(given, default=0)
        except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
            self.error = error
        finally:
            tf.config.run_functions_eagerly(before)

    @property
    def progress(self) -> int:
        """How many lines of the call were reached."""
        return len({row.line for row in self.trace.rows}) if self.trace.reached else -1


def trace_of(subject: Subject) -> CallTrace:
    """Return the trace of what a class does when it is called."""
    method = _CALLED.get(subject.kind, "call")
    function = subject.type if subject.kind == "loss function" else getattr(subject.type, method)
    function = getattr(function, "python_function", function)  # a tf.function
    function = inspect.unwrap(function)
    attributes = attributes_of_self(subject.source, method, subject.line - 1)
    return CallTrace(function.__code__, attributes)


class _embeddings:  # noqa: N801 -- used like a function
    """Notes the sizes of embeddings that are given real numbers while it is a context."""

    def __enter__(self) -> list[int]:
        import keras  # noqa: PLC0415 -- the script has imported it

        sizes: list[int] = []
        self._original = original = keras.layers.Embedding.call

        def noting(layer: Any, inputs: Any, *arguments: Any, **named: Any) -> Any:
            if "float" in keras.backend.standardize_dtype(inputs.dtype):
                sizes.append(int(layer.input_dim))
            return original(layer, inputs, *arguments, **named)

        keras.layers.Embedding.call = noting
        return sizes

    def __exit__(self, *error: object) -> None:
        import keras  # noqa: PLC0415 -- as above

        keras.layers.Embedding.call = self._original


def _in_words(subject: Subject, inputs: Inputs, made: Any) -> str:
    """Return the arguments of the call with their shapes."""
    method = getattr(made, _CALLED.get(subject.kind, "call"), made)
    try:
        names = [name for name in inspect.signature(method).parameters if name != "self"]
    except (TypeError, ValueError):
        names = []
    values, named = inputs.values()
    shown = []
    for index, value in enumerate(values):
        name = names[index] if index < len(names) else f"argument {index}"
        shown.append(f"{name} {described(value)}")
    return ", ".join([*shown, *(f"{name} {described(value)}" for name, value in named.items())])

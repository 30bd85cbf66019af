"""Calls of what is tried: eager and compiled, with outputs as arrays."""

from __future__ import annotations

import contextlib
import logging
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.closeness import relative_difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pyadapter.probe.trials.layer_subject import Subject
    from pyadapter.probe.trials.layer_values import Inputs

_LONGEST = 200
_WRAPPED = re.compile(
    r"Exception encountered when calling [^\n]*\n\n(.*?)\n\nArguments received by ", re.DOTALL
)
_INFERRED = re.compile(r"^Could not automatically infer .*?Error encountered:\s*", re.DOTALL)
_DECORATION = re.compile(
    r"\x1b\[[0-9;]*m|\{\{function_node [^}]*\}\} ?|\{\{node [^}]*\}\} ?|\s*\[Op:\w+\].*$", re.DOTALL
)


@dataclass
class Tried:
    """What is tried, and with what.

    Attributes:
        subject: The class.
        inputs: The call.
        made: An object of the class that has been called once, and so is built.
        random: Whether a second call gives something else than the first.
        changed: Attributes in Python that a call changes: numbers, texts, tensors.
    """

    subject: Subject
    inputs: Inputs
    made: Any
    random: bool = False
    changed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Call it twice more."""
        self._states = _states_of(self.made)
        with contextlib.suppress(Exception), quiet():  # errors are for the checks to tell
            values = self.inputs.values()
            before = _attributes_of(self.made)
            first = arrays(call(self.subject, self.made, values))
            second = arrays(call(self.subject, self.made, values))
            after = _attributes_of(self.made)
            self.changed = tuple(name for name, value in after.items() if before.get(name) != value)
            self.random = any(relative_difference(*pair) > 0 for pair in zip(first, second, strict=True))

    @property
    def takes_training(self) -> bool:
        """Whether `call` has an argument `training`."""
        return bool(getattr(self.made, "_call_has_training_arg", False))

    def seeded(self) -> None:
        """Begin all random numbers anew."""
        import keras  # noqa: PLC0415 -- the script has imported it

        keras.utils.set_random_seed(0)

    def repeat(self, made: Any) -> None:
        """Put the seeds and other state of `made` back to what they were, so that a call can be repeated."""
        self.seeded()
        if made is self.made:
            for variable, value in self._states:
                variable.assign(value)

    def call(self, made: Any, values: tuple[list[Any], dict[str, Any]], **more: Any) -> list[NDArray[Any]]:
        """Call eagerly, not training unless it is said so, with the same random numbers each time.

        Returns:
            The tensors that came out, in order.
        """
        self.repeat(made)
        return arrays(call(self.subject, made, values, **more))

    def fresh(self, dtype: str | None = None) -> Any:
        """Make another one, built by a call, with the same random numbers each time."""
        self.seeded()
        made = self.subject.make(dtype)
        wanted = None if dtype is None or dtype.startswith("mixed") else dtype
        with quiet():
            call(self.subject, made, self.inputs.values(dtype=wanted))
        return made


def _states_of(made: Any) -> list[tuple[Any, Any]]:
    variables = getattr(made, "non_trainable_variables", ()) if not hasattr(made, "update_state") else ()
    return [(each, np.array(each)) for each in variables]


def _attributes_of(made: Any) -> dict[str, Any]:
    """Return numbers, texts and tensors that an object has in attributes; tensors by identity."""
    found: dict[str, Any] = {}
    for name, value in list(getattr(made, "__dict__", {}).items()):
        if name.startswith("_") or hasattr(value, "assign"):
            continue
        if isinstance(value, (int, float, str)):
            found[name] = value
        elif hasattr(value, "_numpy"):
            found[name] = id(value)
    found.pop("built", None)
    return found


def call(subject: Subject, made: Any, values: tuple[list[Any], dict[str, Any]], **more: Any) -> Any:
    """Call an object as Keras does it.

    Args:
        subject: Its class.
        made: The object.
        values: Arrays or tensors of the arguments, in position and by name.
        more: `training` or a mask; `training` is left out where `call` does not take it.
    """
    arguments, named = values
    if subject.kind in {"layer", "model"}:
        arguments = [tensors(each) for each in arguments]
        named = {name: tensors(each) for name, each in named.items()}
        # Also for a layer without such an argument: Keras hands it on to what is called within.
        more.setdefault("training", False)
        return made(*arguments, **named, **more)
    if subject.kind == "metric":
        made.reset_state()
        made.update_state(*map(tensors, arguments), **named)
        return made.result()
    return made(*map(tensors, arguments), **named, **more)


def tensors(structure: Any) -> Any:
    """Make tensors of the arrays of a structure."""
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    if isinstance(structure, np.ndarray):
        return tf.constant(structure)
    if isinstance(structure, dict):
        return {name: tensors(each) for name, each in structure.items()}
    return type(structure)(map(tensors, structure)) if type(structure) in {list, tuple} else structure


def arrays(structure: Any) -> list[NDArray[Any]]:
    """Return the tensors of a structure as arrays, in order."""
    import keras  # noqa: PLC0415 -- the script has imported it

    leaves = [leaf for leaf in keras.tree.flatten(structure) if leaf is not None]
    return [np.asarray(keras.ops.convert_to_numpy(leaf)) for leaf in leaves]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what TensorFlow and Keras have to say of our calls from the user."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def error_text(error: BaseException) -> str:
    """Return an error's own words in one line, without what Keras and TensorFlow wrap around them."""
    text = str(error)
    wrapped = _WRAPPED.search(text)
    while wrapped:
        text = wrapped.group(1)
        wrapped = _WRAPPED.search(text)
    text = _INFERRED.sub("", text).partition(" Please see https:")[0]
    text = " ".join(_DECORATION.sub("", text).split()) or type(error).__name__
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

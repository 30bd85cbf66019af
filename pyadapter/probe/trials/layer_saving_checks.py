"""Questions about saving: does the configuration make the same object again, with its weights."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from pyadapter.core.closeness import relative_difference, tolerance
from pyadapter.probe.trials.layer_calls_tried import call, error_text

if TYPE_CHECKING:
    from pyadapter.probe.trials.layer_calls_tried import Tried
    from pyadapter.probe.trials.layer_forward_checks import Answer

_OF_KERAS = frozenset({"self", "name", "dtype", "trainable", "kwargs", "args"})


def saving(tried: Tried) -> Answer:
    """Whether `get_config`, `from_config` and the weights make a twin with the same outputs."""
    again, answer = _twin(tried)
    if again is None and answer is not None:
        return answer
    values = tried.inputs.values()
    call(tried.subject, again, values)  # builds it
    tried.repeat(tried.made)  # other questions have trained it
    ours, theirs = tried.made.get_weights(), again.get_weights()
    shapes, others = [each.shape for each in ours], [each.shape for each in theirs]
    if shapes != others:
        return (
            "failed",
            f"made again from its configuration it has weights {others}, not {shapes}",
            "put what decides about shapes into get_config",
        )
    again.set_weights(ours)
    first, second = tried.call(tried.made, values), tried.call(again, values)
    apart = max(map(relative_difference, first, second), default=0.0)
    if apart > tolerance(str(each.dtype) for each in first):
        if tried.random:
            return "left out", "the configuration goes round; two calls differ from each other"
        return (
            "failed",
            f"made again from configuration and weights it answers differently, by {apart:.1e}",
            "keep all state in weights (add_weight) and all arguments in get_config",
        )
    weights = f" and {len(ours)} weight{'s' if len(ours) > 1 else ''} make" if ours else " makes"
    return answer or ("ok", f"its configuration{weights} a twin with the same outputs")


def saving_of_loss(tried: Tried) -> Answer:
    """The same for a loss."""
    again, answer = _twin(tried)
    if again is None and answer is not None:
        return answer
    values = tried.inputs.values()
    first, second = tried.call(tried.made, values), tried.call(again, values)
    if max(map(relative_difference, first, second), default=0.0) > 0:
        return "failed", "made again from its configuration it answers differently", "complete get_config"
    return answer or ("ok", "its configuration makes a twin with the same results")


def saving_of_metric(tried: Tried) -> Answer:
    """The same for a metric."""
    return saving_of_loss(tried)


def _twin(tried: Tried) -> tuple[Any, Answer | None]:
    """Make another one of the configuration: the object and None, or None and what is wrong.

    Where it could be made though arguments are missing, their values are the defaults: that is wrong, too.
    """
    kind = type(tried.made)
    parameters = inspect.signature(kind.__init__).parameters
    kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    wanted = [name for name, each in parameters.items() if each.kind not in kinds and name not in _OF_KERAS]
    try:
        config = tried.made.get_config()
    except NotImplementedError:
        return None, (
            "failed",
            f"Keras cannot make a configuration of {_words(wanted) or 'its arguments'} by itself",
            _config(wanted),
        )
    missing = [name for name in wanted if name not in config]
    if missing:
        return None, (
            "failed",
            f"get_config leaves out {_words(missing)}: a loaded model {_then(missing, parameters)}",
            _config(missing),
        )
    if not any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values()):
        unknown = [name for name in config if name not in parameters]
        if unknown and kind.from_config.__func__ in _plain_from_configs():
            return None, (
                "failed",
                f"get_config has {_words(unknown)}, which __init__ does not take",
                "def __init__(self, …, **kwargs): super().__init__(**kwargs)",
            )
    try:
        return kind.from_config(config), None
    except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
        return None, ("failed", f"from_config fails: {type(error).__name__}: {error_text(error)}")


def _plain_from_configs() -> list[Any]:
    import keras  # noqa: PLC0415 -- the script has imported it

    kinds = (keras.Model, keras.layers.Layer, keras.losses.Loss, keras.metrics.Metric)
    return [kind.from_config.__func__ for kind in kinds]


def _then(missing: list[str], parameters: Any) -> str:
    empty = inspect.Parameter.empty
    if all(parameters[name].default is not empty for name in missing):
        return "would silently have the defaults"
    return "could not be made"


def _words(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _config(names: list[str]) -> str:
    entries = ", ".join(f'"{name}": self.{name}' for name in names)
    return f"def get_config(self): return {{**super().get_config(), {entries}}}"

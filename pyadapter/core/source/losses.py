"""Losses and optimizers that `compile` is given: strings, classes, functions, as facts."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from pyadapter.core.causes.rates import DEFAULTS
from pyadapter.core.setup import LossFacts, OptimizerFacts
from pyadapter.core.source.arguments import arguments_of, is_known, values_of
from pyadapter.core.source.keras_signatures import SIGNATURES
from pyadapter.core.source.module import spelled
from pyadapter.core.source.values import number_of, value_of

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module

_SHORT = {
    "mse": "mean_squared_error", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error", "bce": "binary_crossentropy", "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence", "logcosh": "log_cosh", "huber_loss": "huber",
    "cosine_proximity": "cosine_similarity",
}  # fmt: skip
_CLASSES = {name.rpartition(".")[2].lower(): name.rpartition(".")[2] for name in SIGNATURES
            if name.startswith("keras.optimizers.") and name.count(".") == 2}  # fmt: skip  # noqa: PLR2004
_CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


def loss_of(module: Module, node: ast.expr, output: str | None = None) -> LossFacts:
    """Describe a loss.

    Args:
        module: The file.
        node: The argument, or the item of a list or dictionary.
        output: Name of the output that it belongs to, where there are several.
    """
    made = _assigned(module, node)
    place = module.place(made if isinstance(made, ast.Call) else node)
    value = value_of(module, node)
    if isinstance(value, str):
        name = _loss_name(value)
        return LossFacts(
            name, None if name else value, _default_logits(name), by_name=True, output=output, location=place
        )
    called = made.func if isinstance(made, ast.Call) else made
    dotted = module.name(called) or ""
    name = _loss_name(dotted.rpartition(".")[2]) if is_known(dotted) else None
    if name is None or not dotted.startswith("keras."):
        own = spelled(called)
        return LossFacts(None, own, output=output, location=place)
    if not isinstance(made, ast.Call):
        return LossFacts(name, None, _default_logits(name), output=output, location=place)
    arguments = arguments_of(module, made, dotted)
    if arguments is None:
        return LossFacts(None, name, output=output, location=place)
    values = values_of(module, arguments)
    logits = values.get("from_logits", _default_logits(name))
    ignored = values.get("ignore_class")
    return LossFacts(
        name,
        None,
        logits if isinstance(logits, bool) else None,
        ignored if isinstance(ignored, int) else None,
        number_of(values.get("label_smoothing")) or 0.0,
        made=True,
        output=output,
        location=place,
    )


def optimizer_of(module: Module, node: ast.expr | None, compiled: ast.Call) -> OptimizerFacts | None:
    """Describe an optimizer.

    Args:
        module: The file.
        node: The argument of `compile`; None where there is none: Keras takes RMSprop.
        compiled: The call of `compile`.
    """
    value = "rmsprop" if node is None else value_of(module, node)
    if isinstance(value, str):
        name = _CLASSES.get(value.lower())
        place = module.place(compiled if node is None else node)
        return None if name is None else OptimizerFacts(
            name, DEFAULTS.get(name), by_name=True, rate_given=False, location=place
        )  # fmt: skip
    made = _assigned(module, node)
    dotted = module.name(made.func) if isinstance(made, ast.Call) else module.name(made)
    name = (dotted or "").rpartition(".")[2]
    if made is None or not (dotted or "").startswith("keras.optimizers.") or name not in _CLASSES.values():
        return None
    if not isinstance(made, ast.Call):
        return None
    arguments = arguments_of(module, made, dotted)
    if arguments is None:
        return OptimizerFacts(name, location=module.place(made))
    values = values_of(module, arguments)
    given = values.get("learning_rate", values.get("lr", None))
    is_given = "learning_rate" in arguments or "lr" in arguments
    rate = number_of(given) if is_given else DEFAULTS.get(name)
    return OptimizerFacts(
        name,
        rate,
        rate_given=is_given,
        schedule=is_given and rate is None,
        momentum=number_of(values.get("momentum")) or 0.0,
        clipped=any(values.get(each) is not None for each in _CLIPS),
        loss_scaled=values.get("loss_scale_factor") is not None,
        location=module.place(made),
    )


def _assigned(module: Module, node: ast.expr | None) -> ast.expr | None:
    """Follow a name to what it was given."""
    if isinstance(node, ast.Name):
        binding = module.scopes.binding(node.id, node)
        if binding is not None and binding.is_assigned:
            return binding.value
    return node


def _loss_name(name: str) -> str | None:
    """Return the function of Keras that a name stands for: `mse`, `MSE`, `MeanSquaredError`."""
    if name in _SHORT or name.lower() in _SHORT:
        return _SHORT[name if name in _SHORT else name.lower()]
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("kldivergence", "kl_divergence")
    snake = _SHORT.get(snake, snake)
    return snake if f"keras.losses.{snake}" in SIGNATURES else None


def _default_logits(name: str | None) -> bool | None:
    known: Any = SIGNATURES.get(f"keras.losses.{name}", "")
    return False if "from_logits" in known.split() else None

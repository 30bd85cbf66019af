"""Questions about outputs: compiled, symbolic, their shapes, `training`, rows that do not mix, masks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.closeness import relative_difference, tolerance
from pyadapter.probe.trials.layer_calls_tried import arrays, call, error_text, tensors
from pyadapter.probe.trials.layer_values import mapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pyadapter.probe.trials.layer_calls_tried import Tried

Answer = tuple[str, ...]
"""Verdict, reason and, where there is one, the fix."""

_RANDOM = ("Dropout", "Noise", "Random")

_BATCH = "use keras.ops.shape(x)[0] for the batch size, which x.shape[0] does not know; or -1 in reshape"
_COMPILE_FIXES = (
    ("out of scope", "keep state in weights (add_weight, assign), not in Python attributes"),
    ("of (None", _BATCH),
    ("None values", _BATCH),
    ("NoneType", _BATCH),
    ("numpy", "use keras.ops instead of NumPy: in a compiled function a tensor has no values yet"),
    ("NumPy", "use keras.ops instead of NumPy: in a compiled function a tensor has no values yet"),
    ("as a Python `bool`", "use keras.ops.where or keras.ops.cond instead of `if` on a tensor"),
    ("Python bool", "use keras.ops.where or keras.ops.cond instead of `if` on a tensor"),
    ("terating over", "loop with range over a static shape, or use a keras.ops function on the whole tensor"),
    ("singleton variables", "make variables in `__init__` or `build`, not in `call`"),
    ("tf.Variable", "make variables in `__init__` or `build`, not in `call`"),
)


def compiled(tried: Tried) -> Answer:
    """Whether `tf.function` computes what eager computes, with a known and with an unknown batch size."""
    values = tried.inputs.values()
    eager = tried.call(tried.made, values)
    try:
        fixed = _in_graph(tried, values, unknown_batch=False)
    except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
        return refused("fails when it is compiled", error)
    apart = _apart(eager, fixed)
    allowed = tolerance(str(each.dtype) for each in eager)
    if tried.random and tried.changed:
        return (
            "failed",
            f"each call changes {_attributes(tried)} and what comes out: compiled, that happens once only",
            "keep state in weights: self.add_weight(…, trainable=False) and assign",
        )
    if apart > allowed and tried.random:
        return "left out", "both run; two calls differ from each other, so results cannot be compared"
    if apart > allowed:
        return (
            "failed",
            f"results differ by {apart:.1e} (tolerance {allowed:.1e}): compiled, Python code runs once only",
            "keep state in weights (add_weight, assign), not in Python attributes",
        )
    try:
        _in_graph(tried, values, unknown_batch=True)
    except Exception as error:  # noqa: BLE001 -- as above
        return refused("compiled with an unknown batch size, as fit does it, it fails", error)
    return "ok", f"both run, results agree to {apart:.1e}" if apart else "both run, results are the same"


def _attributes(tried: Tried) -> str:
    return ", ".join(f"`self.{name}`" for name in tried.changed)


def refused(what: str, error: Exception) -> Answer:
    """Answer with an error of the user's code, and the fix where its words are known."""
    text = error_text(error)
    fix = next((fix for words, fix in _COMPILE_FIXES if words in text), None)
    if fix is not None:  # which says more than the rest
        text = text.partition(". ")[0]
    return ("failed", f"{what}: {type(error).__name__}: {text}", *([fix] if fix else []))


def _in_graph(tried: Tried, values: Any, *, unknown_batch: bool) -> list[NDArray[Any]]:
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    arguments, named = values
    given = (list(map(tensors, arguments)), {name: tensors(each) for name, each in named.items()})

    tried.repeat(tried.made)

    def run(arguments: Any, named: Any) -> Any:
        return call(tried.subject, tried.made, (list(arguments), dict(named)))

    # As Keras does it: no autograph.
    function = tf.function(run, autograph=False)
    if unknown_batch:
        function = tf.function(
            run,
            autograph=False,
            input_signature=mapped(_any_batch, given, tf.Tensor),
        )
    return arrays(function(*given))


def _any_batch(tensor: Any) -> Any:
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    return tf.TensorSpec([None, *tensor.shape[1:]] if tensor.shape.rank else [], tensor.dtype)


def symbolic(tried: Tried) -> Answer:
    """Whether it can be a part of a functional model, whose batch size is not known."""
    import keras  # noqa: PLC0415 -- the script has imported it

    if not all(spec.shape for spec in tried.inputs.specs()):
        return "left out", "an input is a scalar"
    given = mapped(
        lambda spec: keras.Input(spec.shape[1:], dtype=spec.dtype),
        (tried.inputs.arguments, tried.inputs.named),
    )
    try:
        made = tried.subject.make()(*given[0], **given[1])
    except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
        return refused("it cannot be called on keras.Input", error)
    wanted = [each.shape for each in tried.call(tried.made, tried.inputs.values())]
    shapes = [tuple(each.shape) for each in keras.tree.flatten(made) if each is not None]
    if len(shapes) != len(wanted) or not all(map(_fits, shapes, wanted)):
        return "failed", f"on keras.Input it gives {_listed(shapes)}, on values {_listed(wanted)}"
    return "ok", f"gives {_listed(shapes)}"


def output_shape(tried: Tried) -> Answer:
    """Whether `compute_output_shape` tells the truth."""
    own = type(tried.made).compute_output_shape
    if own.__module__.startswith("keras."):
        return "left out", "no compute_output_shape of its own; Keras finds the shape by calling it"
    if len(tried.inputs.arguments) != 1 or tried.inputs.named:
        return "left out", "several arguments"
    shape = mapped(lambda spec: spec.shape, tried.inputs.arguments[0])
    told = tried.made.compute_output_shape(shape)
    result = arrays(call(tried.subject, tried.made, tried.inputs.values()))
    wanted = [each.shape for each in result]
    several = isinstance(told, (list, tuple)) and told and isinstance(told[0], (list, tuple))
    shapes = [tuple(each) for each in told] if several else [tuple(told)]
    if len(shapes) != len(wanted) or not all(map(_fits, shapes, wanted)):
        return (
            "failed",
            f"compute_output_shape says {_listed(shapes)}, the output is {_listed(wanted)}",
            f"return {_listed(wanted)} for {_listed([spec.shape for spec in tried.inputs.specs()])}",
        )
    return "ok", f"compute_output_shape says {_listed(shapes)}, and so it is"


def _fits(told: Sequence[int | None], real: Sequence[int]) -> bool:
    return len(told) == len(real) and all(
        one is None or one == other for one, other in zip(told, real, strict=True)
    )


def _listed(shapes: Sequence[Sequence[int | None]]) -> str:
    return ", ".join(f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})" for shape in shapes)


def training(tried: Tried) -> Answer:
    """Whether `training=True` and `False` make a difference where something in it should."""
    values = tried.inputs.values()
    inner = [type(each).__name__ for each in _inner_layers(tried.made) if _depends_on_training(each)]
    off = tried.call(tried.made, values)
    made = tried.fresh()  # training changes statistics
    tried.seeded()
    on = [arrays(call(tried.subject, made, values, training=True)) for _ in range(3)]
    differs = not tried.random and any(_apart(off, each) > 0 for each in on)
    accepted = "takes `training`" if tried.takes_training else "does not take `training` (Keras hands it on)"
    if inner and not differs:
        return (
            "failed",
            f"{', '.join(dict.fromkeys(inner))} inside, but training=True changes nothing",
            "pass `training` on as it comes: def call(self, x, training=None), dropout(x, training=training)",
        )
    if inner and tried.random:
        return "failed", "two calls with training=False differ", "pass `training` on: it is True in inference"
    if tried.random:
        return "ok", f"{accepted}; each call differs, also with training=False"
    if differs:
        return "ok", f"{accepted}; outputs differ" + (
            f" ({', '.join(dict.fromkeys(inner))})" if inner else ""
        )
    return "ok", f"{accepted}; outputs are the same, nothing in it depends on it"


def _inner_layers(made: Any) -> Iterator[Any]:
    yield from made._flatten_layers(include_self=False)  # noqa: SLF001 -- `layers` are the outermost of models


def _depends_on_training(layer: Any) -> bool:
    name = type(layer).__name__
    if not type(layer).__module__.startswith("keras."):
        return False
    if name == "BatchNormalization":
        return bool(layer.trainable)
    rate = getattr(layer, "rate", getattr(layer, "stddev", 1))
    return any(word in name for word in _RANDOM) and isinstance(rate, (int, float)) and rate > 0


def rows(tried: Tried) -> Answer:
    """Whether each row of a batch gives what it gives alone."""
    four = tried.inputs.with_batch(4)
    specs = four.specs()
    if any(not spec.shape for spec in specs):
        return "left out", "an input is a scalar"
    values = four.values(1)
    whole = tried.call(tried.made, values)
    if any(not each.ndim or each.shape[0] != 4 for each in whole):  # noqa: PLR2004 -- the batch above
        shapes = _listed([each.shape for each in whole])
        return "left out", f"the output {shapes} of 4 rows has no row for each"
    if tried.random:
        return "left out", "two calls differ from each other"
    allowed = tolerance(str(each.dtype) for each in whole)
    worst, row = 0.0, 0
    for index in range(4):
        # Only that row: also a batch size that is written into the layer shows.
        alone = mapped(functools.partial(_row, index), values, np.ndarray)
        single = tried.call(tried.made, (list(alone[0]), alone[1]))
        apart = _apart([each[index : index + 1] for each in whole], single)
        if apart > worst:
            worst, row = apart, index
    if worst > allowed:
        return (
            "failed",
            f"row {row} of 4 differs from the same row alone by {worst:.1e}: rows influence each other",
            "look for an op along axis 0, a reshape without the batch, or statistics over the batch",
        )
    return "ok", f"4 rows give what each gives alone (to {worst:.1e})" if worst else "each row is on its own"


def _row(index: int, array: NDArray[Any]) -> NDArray[Any]:
    return array[index : index + 1]


def masks(tried: Tried) -> Answer:
    """Whether what is masked out is left out, and masks go on to the next layer."""
    specs = tried.inputs.specs()
    first = specs[0] if specs else None
    has_time = first is not None and len(first.shape) == (2 if first.fill == "ids" else 3)
    if first is None or not has_time or first.shape[1] < 2:  # noqa: PLR2004 -- one is kept, one left out
        return "left out", "the input has no time steps"
    takes = "mask" in getattr(tried.made, "_call_signature").parameters  # noqa: B009 -- private, of Keras 3
    if not takes:
        if getattr(tried.made, "supports_masking", False):
            return "ok", "supports_masking: masks go on, `call` itself does not look at them"
        return (
            "left out",
            "takes no mask: what is masked out takes part, and layers behind do not learn of it",
            "self.supports_masking = True where each time step is on its own, else call(self, x, mask=None)",
        )
    mask = np.ones(first.shape[:2], bool)
    mask[:, first.shape[1] // 2 :] = False
    values = tried.inputs.values()
    other = tried.inputs.values(2)
    changed = mapped(lambda array: array, other, np.ndarray)
    original, new = _first_array(values), _first_array(changed)
    new[:, : first.shape[1] // 2] = original[:, : first.shape[1] // 2]
    for index in range(1, len(changed[0])):
        changed[0][index] = values[0][index]
    given = tensors(mask)
    before = tried.call(tried.made, values, mask=given)
    after = tried.call(tried.made, changed, mask=given)
    kept = [
        (one[:, : first.shape[1] // 2], two[:, : first.shape[1] // 2])
        if one.ndim > 1 and one.shape[:2] == first.shape[:2]
        else (one, two)
        for one, two in zip(before, after, strict=True)
    ]
    apart = max((relative_difference(one, two) for one, two in kept), default=0.0)
    if apart > tolerance(str(each.dtype) for each in before):
        return (
            "failed",
            f"takes a mask, but masked time steps change the rest by {apart:.1e}",
            "use the mask where time steps meet: add −1e9 to masked scores, weight means by the mask",
        )
    return "ok", "masked time steps change nothing in the rest"


def _first_array(values: Any) -> NDArray[Any]:
    found: list[NDArray[Any]] = []
    mapped(found.append, values, np.ndarray)
    return found[0]


def _apart(one: Sequence[NDArray[Any]], other: Sequence[NDArray[Any]]) -> float:
    """Return the largest relative difference of outputs; infinite where their number or shapes differ."""
    if len(one) != len(other):
        return float("inf")
    return max(
        (relative_difference(first, second) for first, second in zip(one, other, strict=True)), default=0.0
    )

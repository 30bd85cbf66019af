"""Questions about numbers: gradients, what finite differences say of them, extreme inputs, half precision."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.trials.layer_calls_tried import Tried, arrays, call, error_text, tensors
from pyadapter.probe.trials.layer_candidates import with_fill
from pyadapter.probe.trials.layer_subject import policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from pyadapter.probe.trials.layer_forward_checks import Answer

_TOLERANCE = {"float64": 1e-4, "float32": 1e-2}
"""Relative error of a gradient: above 1e-2 it is probably wrong; 1e-4 is fine where the function has kinks
(Stanford CS231n, "Gradient checks")."""

_STEPS = {"float64": (6e-6, 2e-7), "float32": (5e-3, 1e-3)}
"""Steps of a central difference: the cube root of the dtype's precision, where rounding and curvature are
even (Press et al., Numerical Recipes, 5.7); then a smaller one, for kinks within the first."""

_FLOOR = {"float64": 1e-3, "float32": 1.0}
"""Gradients below are compared as if they were this large: a difference of sums near 10, over such a step,
has an error of about 1e-9 in float64 and 1e-3 in float32 by rounding alone."""

_COORDINATES = 3
_LARGE = 255.0
"""Pixels that nobody has scaled."""


def gradients(tried: Tried) -> Answer:
    """Whether every trainable weight gets a gradient."""
    weights = list(tried.made.trainable_weights)
    if not weights:
        return "left out", "it has no trainable weights"
    zero: set[int] = set(range(len(weights)))
    missing: list[int] = []
    for seed in range(3):
        found = _gradients_of_weights(tried, weights, seed)
        missing = [index for index, each in enumerate(found) if each is None]
        zero &= {index for index, each in enumerate(found) if each is not None and not np.any(each)}
        if missing or not zero:
            break
    if missing:
        names = ", ".join(f"`{_name(weights[index])}`" for index in missing)
        return (
            "failed",
            f"no gradient reaches {names}",
            "use it in `call` by differentiable ops: no NumPy, argmax, round, or cast to integers on the way",
        )
    if zero:
        names = ", ".join(f"`{_name(weights[index])}`" for index in sorted(zero))
        return "failed", f"the gradient of {names} is 0 for three random inputs", "look for what cuts it off"
    return "ok", f"all {len(weights)} trainable weights get one" if len(
        weights
    ) > 1 else "its weight gets one"


def _name(weight: Any) -> str:
    return str(getattr(weight, "path", weight.name)).partition("/")[2] or str(weight.name)


def _gradients_of_weights(tried: Tried, weights: list[Any], seed: int) -> list[NDArray[Any] | None]:
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    values = tried.inputs.values(seed)
    with tf.GradientTape() as tape:
        target = _number_of(call(tried.subject, tried.made, values, training=True))
        for loss in getattr(tried.made, "losses", ()):  # what it adds by add_loss is trained, too
            target += tf.cast(loss, target.dtype)
    found = tape.gradient(target, [each.value for each in weights])
    return [None if each is None else np.asarray(tf.convert_to_tensor(each)) for each in found]


def _number_of(outputs: Any, dtype: str | None = None) -> Any:
    """Return one number of all outputs that are real, each value with a weight of its own.

    A plain sum would have no gradient where values add up to something fixed, as those of a softmax.
    """
    import keras  # noqa: PLC0415 -- the script has imported it
    import tensorflow as tf  # noqa: PLC0415 -- as above

    random = np.random.default_rng(7)
    total = tf.constant(0.0, dtype or "float32")
    for each in keras.tree.flatten(outputs):
        if each is not None and "float" in keras.backend.standardize_dtype(each.dtype):
            weights = random.uniform(0.5, 1.5, tuple(each.shape)) * random.choice([-1, 1], tuple(each.shape))
            total += tf.reduce_sum(tf.cast(each, total.dtype) * tf.constant(weights, total.dtype))
    return total


@dataclass
class _Point:
    """Something that the output can be differentiated by: a weight, or an input of real numbers.

    Attributes:
        name: Its name.
        value: Where it stands.
        gradient: What backpropagation says; None where there is none.
        move: Puts another value there.
    """

    name: str
    value: NDArray[Any]
    gradient: NDArray[Any] | None
    move: Callable[[NDArray[Any]], None]


def gradient_values(tried: Tried) -> Answer:
    """Whether gradients are what finite differences say."""
    try:
        return _compare_gradients(tried, "float64")
    except Exception as error:  # noqa: BLE001 -- a dtype that is written into the code
        try:
            verdict, reason, *fix = _compare_gradients(tried, "float32")
        except Exception:  # noqa: BLE001 -- what does not run is said by other checks
            return "left out", f"cannot be computed: {error_text(error)}"
        return (verdict, f"{reason} (in float32: float64 does not run)", *fix)


def _compare_gradients(tried: Tried, dtype: str) -> Answer:  # noqa: PLR0911 -- an answer each
    with policy(dtype):
        values = tried.inputs.values(3, dtype)
        twin = Tried(tried.subject, tried.inputs, tried.fresh(dtype))
        value = _function(twin, values, dtype)
        first = value()
        if not math.isfinite(first):
            return "left out", "the output is not finite"
        if first != value():
            return "left out", "two calls differ from each other"
        points = _points(twin, values, dtype)
        if not points:
            return "left out", "neither weights nor inputs are real numbers"
        worst, place, told, real = 0.0, "", 0.0, 0.0
        for point in points:
            for error, analytic, numeric in _errors(point, value, dtype):
                if error > worst:
                    worst, place, told, real = error, point.name, analytic, numeric
    allowed = _TOLERANCE[dtype]
    if worst <= allowed:
        if not worst:
            return "ok", "finite differences are the same"
        return "ok", f"finite differences agree to {worst:.0e} (tolerance {allowed:.0e}, {dtype})"
    reason = f"by `{place}`: backpropagation says {told:.4g}, finite differences {real:.4g}"
    if "stop_gradient" in tried.subject.source:
        return "left out", f"{reason}; stop_gradient wants it so"
    return "failed", reason, "look at custom gradients, in-place state, and ops that are not differentiable"


def _function(twin: Tried, values: Any, dtype: str) -> Callable[[], float]:
    def value() -> float:
        twin.repeat(twin.made)
        return float(_number_of(call(twin.subject, twin.made, values), dtype))

    return value


def _points(twin: Tried, values: Any, dtype: str) -> list[_Point]:
    """Differentiate by all weights, and all inputs of real numbers."""
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    weights = list(getattr(twin.made, "trainable_weights", ()))
    arguments, named = values
    # Labels are given, and nobody differentiates by them.
    first = 1 if twin.subject.kind in {"loss", "loss function"} else 0
    flat = [array for each in arguments[first:] for array in _float_arrays(each)]
    twin.repeat(twin.made)
    with tf.GradientTape() as tape:
        given: dict[int, Any] = {}

        def watched(structure: Any) -> Any:
            if isinstance(structure, np.ndarray):
                if any(structure is each for each in flat):
                    given[id(structure)] = tensor = tf.constant(structure)
                    tape.watch(tensor)
                    return tensor
                return tensors(structure)
            if isinstance(structure, dict):
                return {name: watched(each) for name, each in structure.items()}
            return type(structure)(map(watched, structure)) if type(structure) in {list, tuple} else structure

        target = _number_of(
            call(twin.subject, twin.made, ([watched(each) for each in arguments], named)), dtype
        )
    sources = [*(each.value for each in weights), *given.values()]
    found = [None if each is None else tf.convert_to_tensor(each) for each in tape.gradient(target, sources)]
    points = [
        _Point(_name(each), np.array(each), None if gradient is None else np.asarray(gradient), each.assign)
        for each, gradient in zip(weights, found, strict=False)
        if "float" in str(each.dtype)
    ]
    for index, (array, gradient) in enumerate(
        zip([each for each in flat if id(each) in given], found[len(weights) :], strict=True)
    ):

        def move(new: NDArray[Any], array: NDArray[Any] = array) -> None:
            array[...] = new

        name = "the input" if len(flat) == 1 else f"input {index}"
        points.append(_Point(name, array.copy(), None if gradient is None else np.asarray(gradient), move))
    return points


def _float_arrays(structure: Any) -> Iterator[NDArray[Any]]:
    if isinstance(structure, np.ndarray):
        if structure.dtype.kind == "f":
            yield structure
    elif isinstance(structure, dict):
        for each in structure.values():
            yield from _float_arrays(each)
    elif isinstance(structure, (list, tuple)):
        for each in structure:
            yield from _float_arrays(each)


def _errors(point: _Point, value: Callable[[], float], dtype: str) -> Iterator[tuple[float, float, float]]:
    """Compare along the coordinate of the largest gradient, some others, and one direction through all.

    Yields:
        Relative error, the derivative by backpropagation, the one by finite differences.
    """
    random = np.random.default_rng(11)
    gradient = np.zeros_like(point.value) if point.gradient is None else point.gradient
    size = point.value.size
    picked = [int(np.argmax(np.abs(gradient))), *random.integers(0, size, _COORDINATES - 1)] if size else []
    directions = []
    for index in dict.fromkeys(map(int, picked)):
        direction = np.zeros(size, point.value.dtype)
        direction[index] = 1
        directions.append(direction.reshape(point.value.shape))
    directions.append(
        random.choice([-1.0, 1.0], point.value.shape).astype(point.value.dtype) / math.sqrt(max(1, size))
    )
    floor = _TOLERANCE[dtype] * (float(np.max(np.abs(gradient))) if size else 0.0)
    for direction in directions:
        analytic = float(np.sum(gradient * direction))
        best = (math.inf, analytic, 0.0)
        for step in _STEPS[dtype]:
            numeric = _difference(point, value, direction, step)
            size_of = max(abs(analytic), abs(numeric), floor, _FLOOR[dtype])
            error = abs(analytic - numeric) / size_of
            best = min(best, (error, analytic, numeric))
        yield best


def _difference(point: _Point, value: Callable[[], float], direction: NDArray[Any], step: float) -> float:
    point.move(point.value + step * direction)
    above = value()
    point.move(point.value - step * direction)
    below = value()
    point.move(point.value)
    return (above - below) / (2 * step)


def extremes(tried: Tried) -> Answer:
    """Whether zeros, large and negative inputs give NaN, in outputs or gradients."""
    if not any(spec.is_float for spec in tried.inputs.specs()):
        return "left out", "the inputs are no real numbers"
    infinite = []
    for name, constant in (("zeros", 0.0), (f"{_LARGE:g}", _LARGE), (f"−{_LARGE:g}", -_LARGE)):
        values = with_fill(tried.inputs, constant)
        outputs = [each for each in tried.call(tried.made, values) if each.dtype.kind == "f"]
        if any(np.isnan(each).any() for each in outputs):
            return "failed", f"inputs of {name} give NaN", _fix_of_nan(constant)
        if any(np.isinf(each).any() for each in outputs):
            infinite.append(name)
        elif _nan_in_gradient(tried, values):
            return "failed", f"inputs of {name} give NaN gradients", _fix_of_nan(constant)
    if infinite:
        return "ok", f"no NaN; inputs of {' and '.join(infinite)} give Inf"
    return "ok", f"finite for zeros, {_LARGE:g} (unscaled pixels) and −{_LARGE:g}"


def _fix_of_nan(constant: float) -> str:
    if constant > 0:
        return "subtract the maximum before exp, or use ops.softmax, ops.logsumexp, ops.softplus"
    if constant < 0:
        return "keep log and sqrt off negative numbers: ops.log(ops.maximum(x, 1e-7))"
    return "keep zeros out: ops.sqrt(x + 1e-7), x / (norm + 1e-7), ops.log(ops.maximum(x, 1e-7))"


def _nan_in_gradient(tried: Tried, values: Any) -> bool:
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    weights = [each.value for each in tried.made.trainable_weights]
    arguments = [tensors(each) for each in values[0]]
    named = {name: tensors(each) for name, each in values[1].items()}
    inputs = [
        each for each in tf.nest.flatten([arguments, named]) if tf.is_tensor(each) and each.dtype.is_floating
    ]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        target = _number_of(call(tried.subject, tried.made, (arguments, named)))
    found = [each for each in tape.gradient(target, [*weights, *inputs]) if each is not None]
    return any(bool(np.isnan(np.asarray(tf.convert_to_tensor(each))).any()) for each in found)


def mixed(tried: Tried) -> Answer:
    """Whether it runs under mixed_float16."""
    with policy("mixed_float16"):
        try:
            made = tried.fresh("mixed_float16")
            result = call(tried.subject, made, tried.inputs.values())
        except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
            return (
                "failed",
                f"under mixed_float16 it fails: {type(error).__name__}: {error_text(error)}",
                "cast to self.compute_dtype what is made in `call`; no float32 written into it",
            )
    outputs = arrays(result)
    if any(np.isnan(each).any() for each in outputs if each.dtype.kind == "f"):
        return "failed", "under mixed_float16 it gives NaN", "constants beyond 65504 overflow in float16"
    dtypes = sorted({str(each.dtype) for each in outputs if each.dtype.kind == "f"})
    if dtypes and dtypes != ["float16"]:
        return (
            "ok",
            f"runs under mixed_float16, answers in {', '.join(dtypes)}",
        )
    return "ok", "runs under mixed_float16, answers in float16" if dtypes else "runs under mixed_float16"

"""Which inputs to try a class with: as it is told, as the script calls it, else one guess after the other."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.layer_source import input_structure
from pyadapter.probe.trials.layer_values import Inputs, Spec, mapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.probe.trials.layer_script import Usage
    from pyadapter.probe.trials.layer_subject import Subject

BATCH = 2
"""Rows of synthetic inputs: the fewest that can be mixed up."""

_LENGTH = 6
_FLOATS = ((BATCH, 5), (BATCH, _LENGTH, 8), (BATCH, 8, 8, 3), (BATCH, 8), (BATCH, 16, 16, 16), (BATCH,))
"""Ranks 2, 3, 4 as Keras has them: features, sequences, images; then sizes that divide well, and scalars."""

_IDS = (BATCH, _LENGTH)
_MOST_VALUES = 1 << 20
_CONTEXT = frozenset({"self", "training", "mask", "args", "kwargs"})
_TOKENS = ("ids", "token", "indices", "index", "word")
_CLASSES = 3


def candidates(
    subject: Subject, made: Any, shapes: Sequence[tuple[int, ...]], dtype: str | None, used: Usage | None
) -> Iterator[Inputs]:
    """List inputs to try, the likeliest first.

    Args:
        subject: The class.
        made: An object of it.
        shapes: Those that were given, with the batch; one for each input.
        dtype: The dtype that was given.
        used: How the script calls it.
    """
    if subject.kind in {"loss", "metric", "loss function"}:
        yield from _pairs(subject, shapes, dtype)
        return
    if shapes:
        specs = [_spec(shape, dtype or "float32") for shape in shapes]
        yield _call(subject, made, specs, "--shape")
        return
    if used is not None:
        arguments, named = used.arguments, used.named
        if dtype is not None:
            arguments, named = mapped(lambda spec: _spec(spec.shape, dtype), (arguments, named))
        yield Inputs(tuple(arguments), dict(named), "as the script calls it")
        return
    names = _tensor_parameters(made)
    as_ids = bool(names) and any(word in names[0].lower() for word in _TOKENS)
    ids = _spec(_IDS, "int32")
    if as_ids and dtype is None:
        yield _call(subject, made, [ids], "inferred")
    for shape in _FLOATS:
        yield _call(subject, made, [_spec(shape, dtype or "float32")], "inferred")
    if not as_ids and dtype is None:
        yield _call(subject, made, [ids], "inferred")


def as_ids(inputs: Inputs, below: int) -> Inputs:
    """Return the same call with sequences of ids below a number."""
    spec = Spec(_IDS, "int32", "ids", below)
    arguments, named = mapped(lambda _: spec, (inputs.arguments, inputs.named))
    return Inputs(tuple(arguments), named, inputs.origin)


def specs_of_call(arguments: Any, named: Any) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """Return shapes and dtypes of a call of the script's.

    Returns:
        None where a tensor has no rank, or there is none.
    """
    import keras  # noqa: PLC0415 -- the script has imported it

    found: list[Spec] = []

    def spec(value: Any) -> Spec:
        shape = tuple(value.shape)
        sizes = [_LENGTH if size is None else int(size) for size in shape]
        if sizes and (shape[0] is None or sizes[0] > 8):  # noqa: PLR2004 -- a batch that is quick to try
            sizes[0] = BATCH
        made = _spec(tuple(sizes), keras.backend.standardize_dtype(value.dtype))
        found.append(made)
        return made

    def visit(structure: Any) -> Any:
        if hasattr(structure, "shape") and hasattr(structure, "dtype"):
            return spec(structure)
        if isinstance(structure, dict):
            return {name: visit(each) for name, each in structure.items()}
        return type(structure)(map(visit, structure)) if type(structure) in {list, tuple} else structure

    try:
        kept = {name: visit(each) for name, each in named.items() if name not in _CONTEXT}
        result = tuple(visit(each) for each in arguments), kept
    except (TypeError, ValueError):
        return None
    return result if found else None


def _spec(shape: tuple[int, ...], dtype: str) -> Spec:
    return Spec(shape, dtype, "normal" if dtype.startswith(("float", "bfloat", "bool")) else "ids")


def _call(subject: Subject, made: Any, specs: list[Spec], origin: str) -> Inputs:
    """Put inputs where the signature of `call` and its body want them."""
    structure = input_structure(subject.source, "call")
    names = _tensor_parameters(made)
    states = _states_of(made, specs[0])
    if states is not None and len(names) > 1:
        return Inputs((specs[0], states), {}, origin)
    if structure.keys:
        given = specs + [specs[-1]] * len(structure.keys)
        return Inputs((dict(zip(structure.keys, given, strict=False)),), {}, origin)
    several = structure.parts and (structure.sure or len(specs) > 1)
    if several or (len(specs) > 1 and len(names) < 2):  # noqa: PLR2004 -- one parameter for several inputs
        count = max(structure.parts, len(specs))
        first = [*specs, *[specs[-1]] * count][:count]
        return Inputs((first, *[specs[-1]] * (len(names) - 1)), {}, origin)
    wanted = max(1, len(names))
    return Inputs(tuple([*specs, *[specs[-1]] * wanted][: max(wanted, len(specs))]), {}, origin)


def _tensor_parameters(made: Any) -> list[str]:
    """Return the names of the parameters of `call` that have no default."""
    try:
        parameters = inspect.signature(made.call).parameters
    except (TypeError, ValueError, AttributeError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    return [
        name
        for name, each in parameters.items()
        if each.kind in kinds and each.default is inspect.Parameter.empty and name not in _CONTEXT
    ]


def _states_of(made: Any, first: Spec) -> Any:
    """Return the states of an RNN cell; None for what is no cell."""
    sizes = getattr(made, "state_size", None)
    if sizes is None:
        return None
    several = sizes if isinstance(sizes, (list, tuple)) else [sizes]
    return [Spec((first.shape[0], int(size)), first.dtype) for size in several]


def _pairs(subject: Subject, shapes: Sequence[tuple[int, ...]], dtype: str | None) -> Iterator[Inputs]:
    """List labels and predictions: one-hot, class numbers, one probability, real numbers."""
    if shapes:
        true, predicted = shapes[0], shapes[-1]
        numbers = dtype or "float32"
        fill = "one-hot" if len(true) > 1 and true[-1] > 1 else "binary"
        if len(true) < len(predicted) or not numbers.startswith("float"):
            yield _pair(Spec(true, "int32", "classes", predicted[-1]), predicted, "--shape")
        yield _pair(Spec(true, "float32", fill), predicted, "--shape")  # type: ignore[arg-type]  # one of the fills
        return
    rows = 2 * BATCH
    one_hot = _pair(Spec((rows, _CLASSES), "float32", "one-hot"), (rows, _CLASSES), "inferred")
    classes = _pair(Spec((rows,), "int32", "classes", _CLASSES), (rows, _CLASSES), "inferred")
    wants_classes = any(word in subject.source for word in ("one_hot(", "sparse", "Sparse"))
    yield from (classes, one_hot) if wants_classes else (one_hot, classes)
    yield _pair(Spec((rows, 1), "float32", "binary"), (rows, 1), "inferred")
    yield _pair(Spec((rows, 8, 8, 1), "float32", "binary"), (rows, 8, 8, 1), "inferred")


def _pair(true: Spec, predicted: tuple[int, ...], origin: str) -> Inputs:
    return Inputs((true, Spec(predicted, "float32", "probabilities")), {}, origin)


def small(inputs: Inputs) -> Inputs:
    """Return a call with fewer rows where its values would be many."""
    values = sum(_size(spec) for spec in inputs.specs())
    return inputs.with_batch(1) if values > _MOST_VALUES else inputs


def _size(spec: Spec) -> int:
    size = 1
    for each in spec.shape:
        size *= each
    return size


def with_fill(inputs: Inputs, constant: float) -> tuple[list[Any], dict[str, Any]]:
    """Return the values of a call in which every real number is one constant; its ids stay."""
    import numpy as np  # noqa: PLC0415 -- shadows nothing at the top, where types are

    def values(spec: Spec) -> Any:
        if not spec.is_float:
            return replace(spec).values(np.random.default_rng(0))
        return np.full(spec.shape, constant, spec.dtype)

    arguments, named = mapped(values, (inputs.arguments, inputs.named))
    return list(arguments), named

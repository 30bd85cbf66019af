"""Names of tensors that are good at every pause, and the values that they mean now."""

from __future__ import annotations

import importlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.core.numbers import kind_of
from pyadapter.probe.layers import layers_by_path, variables_of
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.values import is_distributed, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyadapter.core.digest import Role, TensorDigest
    from pyadapter.probe.probe import Probe

_MOST = 5000
"""Tensors that can be chosen from, a bound for models that are made over and over."""


class UnavailableError(LookupError):
    """The tensor is not there at this pause; the text says why."""


@dataclass(frozen=True)
class Found:
    """A value that a reference means.

    Attributes:
        value: The tensor, array or variable.
        name: What it is called.
        role: What it is in the training.
        digest: What is known of it already, with its handle.
    """

    value: Any
    name: str
    role: Role | None = None
    digest: TensorDigest | None = None


def resolve(probe: Probe, reference: dict[str, Any]) -> Found:
    """Find what a reference means now.

    Args:
        probe: Knows the stop, the batch, the calls of layers and the gradients.
        reference: The schema's `TensorReference`, of any type but `expression`.

    Raises:
        UnavailableError: There is no such tensor now.
    """
    find = _FINDERS.get(str(reference["type"]))
    if find is None:
        raise UnavailableError("An expression is evaluated in a frame: choose one in the call stack.")
    return find(probe, str(reference["name"]))


def array_of(value: Any) -> Any:
    """Return a value as something that `view` knows; None for what is no tensor and no numbers.

    Lists of numbers and what numpy can make an array of are copied; of a distributed value the first replica
    is shown.
    """
    if view(value) is not None:
        return value
    if is_distributed(value):
        return array_of(next(iter(values_of(value)), None))
    if not isinstance(value, (list, tuple, int, float, complex)) and not hasattr(value, "__array__"):
        return None
    try:
        array = np.asarray(value)
    except Exception:  # noqa: BLE001 -- rows of different lengths, or code of another library
        return None
    return array if kind_of(array.dtype) else None


def choices(probe: Probe) -> list[dict[str, Any]]:
    """Return the schema's `TensorChoice`s: of the finding, of the batch, and of each layer."""
    found = itertools.chain(_of_the_finding(probe), _of_the_batch(probe), _of_the_layers(probe))
    return list(itertools.islice((choice for choice in found if choice is not None), _MOST))


def _finding(probe: Probe, name: str) -> Found:
    stop = probe.handles.current
    if stop is None:
        raise UnavailableError("The run is not stopped at a tensor breakpoint.")
    place = int(name) if name.isdecimal() else -1
    if stop.finding is None:  # of a layer or data breakpoint, which has one tensor
        values = list(stop.tensors.values())
        if 0 <= place < len(values):
            return Found(values[place], "value")
    else:
        described = (stop.finding.tensor, *stop.finding.inputs)
        digest = described[place] if 0 <= place < len(described) else None
        value = None if digest is None else stop.tensors.get(digest.handle or 0)
        if digest is not None and value is not None:
            return Found(value, digest.name or digest.role or "tensor", digest.role, digest)
    raise UnavailableError("This stop does not show such a tensor.")


def _batch(probe: Probe, name: str) -> Found:
    columns = {where: (role, leaf) for role, where, leaf in batch_leaves(probe.progress.batch)}
    if not columns:
        raise UnavailableError("No batch is being worked on at this line.")
    if name not in columns:
        raise UnavailableError(f"The batch has no {name}; it has {', '.join(columns)}.")
    role, leaf = columns[name]
    return Found(array_of(leaf), name, role)


def _output(probe: Probe, name: str) -> Found:
    call = probe.layer_calls.last_of(name) if probe.layer_calls is not None else None
    if call is None or not call.outputs:
        raise UnavailableError(f"{name} has not returned from a call in this step.")
    value = call.output()
    if value is None:
        raise UnavailableError(f"The program does not hold the output of {name} any more.")
    return Found(value, name, "output")


def _weight(probe: Probe, name: str) -> Found:
    return Found(_variable(probe, name), name, "variable")


def _gradient(probe: Probe, name: str) -> Found:
    gradient = _gradient_of(probe, _variable(probe, name))
    if gradient is None:
        raise UnavailableError(
            f"There is no gradient of {name} here: it is held from `tape.gradient` to the end of the update."
        )
    return Found(gradient, f"gradient of {name}", "gradient")


def _attention(probe: Probe, name: str) -> Found:
    # Only now: it is another panel's.
    weights_of = importlib.import_module("pyadapter.probe.inspection.attention").weights_of
    value = weights_of(probe, name)
    if value is None:
        raise UnavailableError(f"{name} has not computed attention weights in this step.")
    return Found(value, f"attention of {name}")


_FINDERS: dict[str, Callable[[Probe, str], Found]] = {
    "finding": _finding,
    "batch": _batch,
    "output": _output,
    "weight": _weight,
    "gradient": _gradient,
    "attention": _attention,
}


def _variable(probe: Probe, path: str) -> Any:
    found = _variables(probe).get(path)
    if found is None:
        raise UnavailableError(f"There is no variable {path}.")
    return found


def _gradient_of(probe: Probe, variable: Any) -> Any:
    """Return what an optimizer was given, else what the script took of a tape; None when nobody holds it."""
    given = probe.gradient_of(variable)
    if given is not None or probe.tape_gradients is None:
        return given
    taken = (each for call in probe.tape_gradients.taken() if call.order == 1 for each in call.gradients)
    mine = (each.value for each in taken if each.variable is not None and each.variable() is variable)
    alive = (value() for value in mine if value is not None)
    return next((value for value in alive if value is not None), None)


def _variables(probe: Probe) -> dict[str, Any]:
    """Return all variables by path; of two models' with one path the one that is trained, else the latest."""
    made = (variable for _, layer in layers_by_path() for variable in variables_of(layer))
    return {path_of(variable): variable for variable in (*made, *probe.updated_variables())}


def _of_the_finding(probe: Probe) -> Iterator[dict[str, Any] | None]:
    stop = probe.handles.current
    if stop is None:
        return
    finding = stop.finding
    if finding is None:
        found = [("value", value) for value in stop.tensors.values()]
    else:
        described = [
            (each.name or each.role, each.handle) for each in (finding.tensor, *finding.inputs) if each
        ]
        found = [(name or "tensor", stop.tensors.get(handle or 0)) for name, handle in described]
    # A finding can be without a bad tensor and have inputs.
    first = 1 if finding is not None and finding.tensor is None else 0
    for place, (name, value) in enumerate(found, start=first):
        yield _choice("finding", str(place), "finding", name, value)


def _of_the_batch(probe: Probe) -> Iterator[dict[str, Any] | None]:
    for _, name, leaf in batch_leaves(probe.progress.batch):
        yield _choice("batch", name, "batch", name, array_of(leaf))


def _of_the_layers(probe: Probe) -> Iterator[dict[str, Any] | None]:
    outputs = {} if probe.layer_calls is None else {call.path: call for call in probe.layer_calls.calls}
    variables = _variables(probe)
    for path, layer in dict(layers_by_path()).items():
        call = outputs.pop(path, None)
        if call is not None:
            yield _choice("output", path, path, "output", call.output())
        for variable in variables_of(layer):
            yield from _of_a_variable(probe, variables.pop(path_of(variable), None), path)
    for path, call in outputs.items():  # of layers that Keras made
        yield _choice("output", path, path, "output", call.output())
    for path, variable in variables.items():  # that no layer has
        yield from _of_a_variable(probe, variable, path.rpartition("/")[0] or "variables")


def _of_a_variable(probe: Probe, variable: Any, group: str) -> Iterator[dict[str, Any] | None]:
    if variable is None:  # listed with another layer that has it, too
        return
    path = path_of(variable)
    name = path.rpartition("/")[2]
    yield _choice("weight", path, group, name, variable)
    gradient = _gradient_of(probe, variable)
    if gradient is not None:
        yield _choice("gradient", path, group, f"gradient of {name}", gradient)


def _choice(kind: str, name: str, group: str, shown: str, value: Any) -> dict[str, Any] | None:
    seen = None if value is None else view(value)
    if seen is None:
        return None
    reference = {"type": kind, "name": name}
    shape = [None if size is None else int(size) for size in seen.shape]
    return {"reference": reference, "group": group, "name": shown, "shape": shape, "dtype": seen.dtype}

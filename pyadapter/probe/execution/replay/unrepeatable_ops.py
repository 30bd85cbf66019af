"""Ops of a compiled step whose results a replay cannot get again: what they read is in no variable."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from pyadapter.probe.watch.frames import USER_FILES, layers_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAWS = "draws from a stateful generator"
_PYTHON = "runs Python, whose effects cannot be undone"
_TABLE = "changes a table, which snapshots do not hold"

_OPS: dict[str, tuple[str, str]] = {
    "RandomStandardNormal": ("tf.random.normal", _DRAWS),
    "RandomUniform": ("tf.random.uniform", _DRAWS),
    "RandomUniformInt": ("tf.random.uniform", _DRAWS),
    "TruncatedNormal": ("tf.random.truncated_normal", _DRAWS),
    "ParameterizedTruncatedNormal": ("tf.random.truncated_normal", _DRAWS),
    "RandomShuffle": ("tf.random.shuffle", _DRAWS),
    "RandomGamma": ("tf.random.gamma", _DRAWS),
    "RandomPoisson": ("tf.random.poisson", _DRAWS),
    "RandomPoissonV2": ("tf.random.poisson", _DRAWS),
    "Multinomial": ("tf.random.categorical", _DRAWS),
    "RandomCrop": ("tf.image.random_crop", _DRAWS),
    "SampleDistortedBoundingBox": ("tf.image.sample_distorted_bounding_box", _DRAWS),
    "SampleDistortedBoundingBoxV2": ("tf.image.sample_distorted_bounding_box", _DRAWS),
    "UniformCandidateSampler": ("tf.random.uniform_candidate_sampler", _DRAWS),
    "LogUniformCandidateSampler": ("tf.random.log_uniform_candidate_sampler", _DRAWS),
    "LearnedUnigramCandidateSampler": ("tf.random.learned_unigram_candidate_sampler", _DRAWS),
    "FixedUnigramCandidateSampler": ("tf.random.fixed_unigram_candidate_sampler", _DRAWS),
    "FractionalMaxPool": ("tf.nn.fractional_max_pool", _DRAWS),
    "FractionalAvgPool": ("tf.nn.fractional_avg_pool", _DRAWS),
    "EagerPyFunc": ("tf.py_function", _PYTHON),
    "PyFunc": ("tf.numpy_function", _PYTHON),
    "PyFuncStateless": ("tf.numpy_function", _PYTHON),
    "LookupTableInsertV2": ("a table's insert", _TABLE),
    "LookupTableRemoveV2": ("a table's remove", _TABLE),
    "LookupTableImportV2": ("a table's import", _TABLE),
    "StackPushV2": ("a stack", "is read and written, which snapshots do not hold"),
    "QueueEnqueueV2": ("a queue", "is written, which snapshots do not hold"),
    "QueueDequeueV2": ("a queue", "is read, which snapshots do not hold"),
    "IteratorGetNext": ("next(iterator)", "reads on in its data set, which cannot be put back"),
}
"""Names that users know, and why not. They are stateful ops of TensorFlow's random_ops,
candidate_sampling_ops, nn_ops, script_ops, lookup_ops and data_flow_ops; `RngReadAndSkip` is fine: its state
is a variable."""

_NUMBER = re.compile(r"_\d+$")

MOST = 4
"""Reasons that are told of one graph."""


class Unrepeatable(NamedTuple):
    """An op that a replay cannot repeat, and why."""

    op: str
    why: str


def unrepeatable(graph: Any, model: Any) -> list[Unrepeatable]:
    """Return what is in a graph, and in the functions that it calls, that cannot be repeated.

    Args:
        graph: The `FuncGraph` of a step.
        model: The model, to tell layers from other names in name scopes.
    """
    found: dict[str, str] = {}
    for op in _ops(graph, set()):
        known = _OPS.get(op.type)
        if known is None or len(found) >= MOST:
            continue
        name, why = known
        found.setdefault(f"{name} {_place(op, model)}".rstrip(), why)
    return [Unrepeatable(*item) for item in found.items()]


def leaves_traces(graph: Any) -> bool:
    """Whether a step does what running it once more eagerly would do once more, and nothing can undo."""
    return any(op.type in _OPS and _OPS[op.type][1] != _DRAWS for op in _ops(graph, set()))


def _ops(graph: Any, seen: set[int]) -> Iterator[Any]:
    if id(graph) in seen:
        return
    seen.add(id(graph))
    for op in graph.get_operations():
        yield op
        for attribute in op.node_def.attr.values():
            named = [attribute.func] if attribute.HasField("func") else attribute.list.func
            for function in named:
                inner = getattr(graph._get_function(function.name), "graph", None)  # noqa: SLF001 -- no public twin
                if inner is not None:
                    yield from _ops(inner, seen)


def _place(op: Any, model: Any) -> str:
    """Say where an op was made: `in noisy, line 9 of model.py`."""
    # Graphs number the scopes of a layer that is called again: `noisy_1`.
    scopes = [scope for scope in op.name.split("/")[:-1] if _NUMBER.sub("", scope) != model.name]
    known = (layers_in(scope, model) or layers_in(_NUMBER.sub("", scope), model) for scope in scopes)
    layer = "/".join(name for name in known if name)
    lines = [frame for frame in op.traceback if USER_FILES[frame.filename]]
    parts = [f"in {layer}" if layer else ""]
    if lines:
        parts.append(f"line {lines[-1].lineno} of {PurePath(lines[-1].filename).name}")
    return ", ".join(part for part in parts if part)

"""Pipelines: whether a `tf.data.Dataset` gives the same batches each time it is begun."""

from __future__ import annotations

from typing import Any

REPEATABLE = frozenset({
    "AssertCardinality", "Batch", "Cache", "Concatenate", "DenseToRagged", "Filter", "FlatMap", "Map",
    "Options", "PaddedBatch", "ParallelBatch", "ParallelMap", "Prefetch", "Range", "Rebatch", "Repeat",
    "Restructured", "Shard", "Skip", "Take", "Tensor", "TensorSlice", "Unbatch", "Variant", "Window", "Zip",
})  # fmt: skip
"""Data sets of TensorFlow, by their classes, that have an order as far as their functions have one; others
are taken to have none."""

DEEPEST = 100
"""Data sets that are looked at."""


def is_repeatable(dataset: Any) -> bool:
    """Whether a data set, and those that it is made of, have an order and nothing random."""
    waiting, seen = [dataset], 0
    while waiting:
        seen += 1
        current = waiting.pop()
        name = type(current).__name__.removeprefix("_").removesuffix("Dataset")
        if seen > DEEPEST or name not in REPEATABLE or not _same_each_time(current):
            return False
        waiting += _inputs(current)
    return True


def _inputs(dataset: Any) -> list[Any]:
    try:
        return list(dataset._inputs())  # noqa: SLF001 -- nothing public says it
    except (AttributeError, NotImplementedError):
        return []


def _same_each_time(dataset: Any) -> bool:
    """Whether the function of a data set has no op with a state: random numbers, Python code, counters."""
    if getattr(dataset, "_deterministic", None) == "false":
        return False
    for attribute in ("_map_func", "_predicate"):
        wrapped = getattr(dataset, attribute, None)
        function = getattr(wrapped, "function", None)
        if wrapped is None:
            continue
        graph = getattr(function, "graph", None)
        if graph is None or not _stateless(graph):
            return False
    return True


def _stateless(graph: Any) -> bool:
    """Whether no op of a graph, nor of the functions in it, has a state but to look something up."""
    from tensorflow.python.framework import op_def_registry  # noqa: PLC0415 -- there is a data set: it is imported

    written = graph.as_graph_def()
    nodes = [*written.node, *(node for function in written.library.function for node in function.node_def)]
    definitions = {node.op: op_def_registry.get(node.op) for node in nodes}
    return not any(
        found is not None and found.is_stateful and op not in _HARMLESS for op, found in definitions.items()
    )


_HARMLESS = frozenset({
    "Assert", "LookupTableFindV2", "LookupTableSizeV2", "Placeholder", "ReadFile", "StatefulPartitionedCall",
})  # fmt: skip
"""Ops that TensorFlow calls stateful, and that give the same each time; functions are looked into."""

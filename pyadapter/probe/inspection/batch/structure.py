"""The structure of a batch, in words."""

from __future__ import annotations

from typing import Any

from pyadapter.arrays import view
from pyadapter.core.digest import short_dtype
from pyadapter.probe.watch.values import is_distributed, values_of


def structure_of(value: Any) -> str:
    """Write a batch as Keras sees it: `({"ids": i32[16,32]}, i32[16])`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {structure_of(item)}' for key, item in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        inside = ", ".join(structure_of(item) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    if is_distributed(value):
        return f"PerReplica({', '.join(map(structure_of, values_of(value)))})"
    seen = view(value)
    if seen is None:
        return str(value) if value is None else type(value).__name__
    sizes = ",".join("?" if size is None else str(size) for size in seen.shape)
    kind = f"{seen.kind} " if seen.kind in {"sparse", "ragged"} else ""
    return f"{kind}{short_dtype(seen.dtype)}[{sizes}]"

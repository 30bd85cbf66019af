"""Attention: the weights of this step's layers, or of any tensor, and what each head does with a sample."""

from __future__ import annotations

import base64
import math
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.arrays.reshape import reshaped
from pyadapter.core.attention import describe_head
from pyadapter.core.attention_axes import axes_of, masked
from pyadapter.probe.inspection.axis_tokens import labels_of, tokens_to_wire
from pyadapter.probe.inspection.references import UnavailableError, resolve
from pyadapter.probe.watch.layer_lines import made_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from pyadapter.core.attention import Head
    from pyadapter.core.attention_axes import Axes, Masked
    from pyadapter.probe.inspection.axis_tokens import Labels
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.attention import Seen

MOST = 32
"""Layers that are listed at once; each holds one of the tensors that panels may be given."""

HEADS = 64
"""Heads that are described in one answer: 64 of 512 × 512 weights take half a second."""

QUERIES = 100
"""Queries that are listed as odd."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""
    answers = AttentionAnswers(probe)
    return {"keras/attention": answers.attention, "keras/attentionHeads": answers.heads}


def weights_of(probe: Probe, path: str) -> Any:
    """Return the attention weights that a layer has computed in this step, before dropout.

    Args:
        probe: Has watched it.
        path: Of the layer.

    Returns:
        A tensor as the softmax made it; None when there is none, or nobody holds it any more.
    """
    seen = _seen(probe).get(path)
    return None if seen is None else seen.weights()


@dataclass(frozen=True)
class _Source:
    """Attributes: how the axes are read, the dtype, and the layer, if it is one's."""

    axes: Axes
    dtype: str
    path: str | None


class AttentionAnswers:
    """Answers about attention.

    Args:
        probe: Has watched the layers.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._sources: dict[int, _Source] = {}
        self._reshaped: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()

    def attention(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/attention`: the sources, the one that is asked for first."""
        self._sources = {}
        layers = list(_seen(self._probe).values())
        sources = [source for source in map(self._of_layer, layers[-MOST:]) if source is not None]
        note = _note(self._probe, len(layers), len(sources))
        reference = arguments.get("reference")
        if reference is not None:
            wanted = {name: str(reference[name]) for name in ("type", "name")}
            try:
                asked = self._asked(wanted, arguments.get("handle"))
                sources = [asked, *(each for each in sources if each["reference"] != asked["reference"])]
            except (LookupError, TypeError) as why:
                note = f"{wanted['name']}: {why}"
        return {"sources": sources, **({"note": note} if note else {})}

    def heads(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/attentionHeads`."""
        handle = int(arguments["handle"])
        value = self._probe.handles.tensor(handle)
        source = self._sources.get(handle)
        if source is None:
            raise UnavailableError("These weights were listed at an earlier pause.")
        axes = source.axes
        sample = max(0, min(int(arguments["sample"]), axes.samples - 1))
        masks = self._masks(source, sample)
        labels = labels_of(self._probe, axes, sample, masks)
        with self._probe.aside():
            part = view(value[sample])
        weights = np.asarray(value[sample] if part is None else part.host())[:HEADS]
        notes = [labels.doubt] if labels.doubt else []
        if len(weights) < axes.heads:
            notes.append(f"The first {HEADS} of {axes.heads} heads are described.")
        with np.errstate(all="ignore"):  # what numpy says of infinities would be in the program's output
            heads = [_head(plane, head, source.dtype, masks, labels) for head, plane in enumerate(weights)]
        return {
            "heads": heads,
            **tokens_to_wire("queryTokens", labels.query, labels.query_padding),
            **tokens_to_wire("keyTokens", labels.key, labels.key_padding),
            **({"note": " ".join(notes)} if notes else {}),
        }

    def _asked(self, reference: dict[str, str], handle: Any) -> dict[str, Any]:
        if reference["type"] == "attention":
            seen = _seen(self._probe).get(reference["name"])
            found = None if seen is None else self._of_layer(seen)
            if found is not None:
                return found
        if handle is not None:
            value, name = self._probe.handles.tensor(int(handle)), reference["name"]
        else:
            resolved = resolve(self._probe, reference)
            value, name = resolved.value, resolved.name
        source = self._source(value, name, reference)
        if source is None:
            raise TypeError(
                "it is no (batch, heads, query, key), (batch, query, key) or (query, key) of numbers"
            )
        return source

    def _of_layer(self, seen: Seen) -> dict[str, Any] | None:
        value, layer = seen.weights(), seen.layer()
        if value is None:
            return None
        source = self._source(
            value,
            seen.path,
            {"type": "attention", "name": seen.path},
            path=seen.path,
            attended=len(getattr(layer, "_attention_axes", None) or (1,)),
        )
        location = None if layer is None else made_at(layer)
        if source is not None and location is not None:
            source["location"] = {"file": location.file, "line": location.line}
        return source

    def _source(
        self, value: Any, name: str, reference: dict[str, str], path: str | None = None, attended: int = 1
    ) -> dict[str, Any] | None:
        """Return the schema's `AttentionSource`; its handle is that of (samples, heads, queries, keys)."""
        seen = view(value)
        if seen is None or not seen.numeric or seen.symbolic or None in seen.shape or "complex" in seen.dtype:
            return None
        shape = [size for size in seen.shape if size is not None]
        axes = axes_of(shape, pooled=path is not None, attended=attended)
        if axes is None:
            return None
        handle = self._probe.handles.give(self._shaped(value, axes))
        self._sources[handle] = _Source(axes, seen.dtype, path)
        sizes = {"samples": axes.samples, "heads": axes.heads, "queries": axes.queries, "keys": axes.keys}
        return {"name": name, "reference": reference, "handle": handle, "shape": shape, **sizes}

    def _shaped(self, value: Any, axes: Axes) -> Any:
        """Return the same object for the same tensor, as long as a handle names it: pages keep the handle."""
        identity = getattr(value, "_id", None)
        made = self._reshaped.get(identity) if identity is not None else None
        if made is None:
            made = reshaped(value, axes.shape)
            if identity is not None:
                self._reshaped[identity] = made
        return made

    def _masks(self, source: _Source, sample: int) -> Masked:
        seen = None if source.path is None else _seen(self._probe).get(source.path)
        masks = [] if seen is None else [(role, mask()) for role, mask in seen.masks]
        read = [(role, _host(mask)) for role, mask in masks if mask is not None]
        return masked(read, source.axes, sample, causal=seen is not None and seen.causal)


def _seen(probe: Probe) -> dict[str, Seen]:
    return {} if probe.attention is None else probe.attention.seen


def _head(weights: Any, head: int, dtype: str, masks: Masked, labels: Labels) -> dict[str, Any]:
    """Return the schema's `AttentionHead`."""
    allowed = None if masks.allowed is None else masks.allowed[min(head, len(masks.allowed) - 1)]
    described: Head = describe_head(
        weights, dtype, allowed=allowed, query_padding=labels.query_padding, key_padding=labels.key_padding
    )
    return {
        "head": head,
        "entropy": _finite(described.entropy),
        "evenness": _finite(described.evenness),
        "paddingShare": _finite(described.padding_share),
        "notOne": list(described.not_one[:QUERIES]),
        "onPadding": list(described.on_padding[:QUERIES]),
        "rowEntropy": base64.b64encode(described.row_entropy.astype("<f8").tobytes()).decode(),
        "flags": list(described.flags),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _host(mask: Any) -> NDArray[Any]:
    seen = view(mask)
    return np.asarray(mask) if seen is None else seen.host()


def _note(probe: Probe, layers: int, sources: int) -> str:
    """Say why there is nothing, or not all."""
    if layers > sources > 0:
        return f"{layers - sources} more layers have computed attention in this step."
    if sources:
        return ""
    if layers:
        return (
            "Layers have computed attention in this step, but nothing holds their weights any more: they are "
            "held until the step ends, up to 64 MiB."
        )
    if not (probe.breakpoints.any or probe.data.any):
        return "Attention is recorded while a kind of the Breakpoints view is ticked."
    return (
        "No layer has computed attention in this step. Any tensor of shape (batch, heads, query, key), "
        "(batch, query, key) or (query, key) can be shown: type its name."
    )

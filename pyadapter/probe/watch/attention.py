"""Attention weights of the step that runs: what each attention layer's softmax has made, and its masks.

No script has to ask for scores: in TensorFlow every attention of Keras runs a softmax op, also inside
`ops.dot_product_attention`. What is taken is the softmax's result, before dropout scales it. A softmax in a
layer of the user's own counts where its last axis is as long as the sequence that the layer was given.
"""

from __future__ import annotations

import sys
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.values import is_eager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyadapter.probe.watch.layer_calls import LayerCall, LayerCalls
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

HELD = 64 << 20
"""Bytes of weights and masks that are held until the step of a model ends: in `evaluate`, and after the
gradients are taken, nothing else holds them. Ours: 8 layers of 8 heads, 16 samples and 128 tokens. What is
beyond can be looked at as long as the program itself holds it, as the gradient tape does. With a memory
budget nothing is held: it would count."""

MOST = 1000
"""Layers that are remembered, a bound for models that are made over and over in one step."""

_ATTENTION = frozenset({"Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention"})
_PASSING = frozenset({"Softmax", "Activation"})
"""Layers of Keras that another one has a softmax in."""
_INTEGERS = frozenset({3, 9})
"""`DataType` values of TensorFlow's types.proto: int32 and int64."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a layer's softmax made.

    Attributes:
        path: Of the layer.
        layer: It, held weakly.
        weights: The softmax's output, held weakly.
        masks: What masks the layer was given, held weakly: of `query`, of `key`, of both (`attention`), or of
            what their shape says (`other`).
        causal: Whether the layer was told that nothing may look at what comes later.
    """

    path: str
    layer: weakref.ref[Any]
    weights: weakref.ref[Any]
    masks: tuple[tuple[str, weakref.ref[Any]], ...]
    causal: bool


class AttentionObserver(Observer):
    """Remembers the latest attention weights of each layer in this step.

    It costs 0.1 % of a step of a small Transformer: 45 µs for each attention layer.

    Args:
        context: What it can use.
        calls: The calls of layers.
    """

    def __init__(self, context: ObserverContext, calls: LayerCalls) -> None:
        super().__init__(context)
        self._calls = calls
        self._over = False
        self.seen: dict[str, Seen] = {}
        """By path, in the order in which they were first made; of the step before until a softmax runs."""
        self._held: dict[str, tuple[Any, ...]] = {}
        self._room = self._limit = 0 if context.configuration.get("memoryBudget") else HELD
        self._roles: dict[type, str] = {}
        self._in_step = False
        if self.wanted:
            calls.listeners.append(self._returned)

    @property
    def wanted(self) -> bool:
        """Whether somebody can look at them."""
        return bool(self.context.configuration.get("panels"))

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Look at every softmax."""
        return {"Softmax": self._softmax_ran}

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Forget the step before as soon as there is something new, as `LayerCalls` does.

        Nobody knows when the last step of a hand-written loop is over: its tape alone holds the weights.
        """
        del batch, training
        self._over, self._in_step = True, model is not None

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Hold nothing any more."""
        del model, training
        self._in_step = False
        self._held.clear()
        self._room = self._limit

    def _softmax_ran(
        self, state: ThreadState, op_type: Any, inputs: Any, attributes: Any, outputs: Any
    ) -> None:
        del op_type, inputs, attributes
        running = self._calls.running()
        owner, role = self._owner(running) if running and not state.backward else (None, "")
        if owner is not None:
            self._note(owner, role, outputs[0])

    def _returned(self, call: LayerCall) -> None:
        """Take what Keras' `Softmax` returns in an attention layer: rows that see nothing are zero there.

        Token ids that a layer has made are held as weights are: an embedding goes on with a copy.
        """
        layer, running = call.layer(), self._calls.running()
        if call.signatures and call.signatures[0][1] in _INTEGERS:
            self._hold(f"{call.path} ids", call.output())
        if running and type(layer).__name__ == "Softmax" and call.outputs:
            parent = running[-1]
            if self._role(type(parent.layer())) == "attention":
                self._note(parent, "attention", call.output())

    def _owner(self, running: list[LayerCall]) -> tuple[LayerCall | None, str]:
        for call in reversed(running):
            role = self._role(type(call.layer()))
            if role in ("attention", "user"):
                return call, role
            if role == "other":
                break
        return None, ""

    def _role(self, kind: type) -> str:
        if kind not in self._roles:
            self._roles[kind] = _judge(kind)
        return self._roles[kind]

    def _note(self, call: LayerCall, role: str, weights: Any) -> None:
        shape = weights._shape_tuple()  # noqa: SLF001 -- `.shape` costs ten times as much
        arguments, named = self._calls.arguments(call, sys._getframe(2))  # noqa: SLF001 -- inspect's twin is slow
        if not (len(shape) > 2 if role == "attention" else _over_keys(shape, arguments, named)):  # noqa: PLR2004 -- batch, query, key
            return
        if self._over:
            self._over, self.seen = False, {}
        if len(self.seen) == MOST and call.path not in self.seen:
            return
        masks = tuple(_masks(named))
        self.seen[call.path] = Seen(
            call.path,
            call.layer,
            weakref.ref(weights),
            tuple((role, weakref.ref(mask)) for role, mask in masks),
            bool(named.get("use_causal_mask")),
        )
        self._hold(call.path, weights, *(mask for _, mask in masks))

    def _hold(self, path: str, *tensors: Any) -> None:
        self._room += sum(map(_bytes, self._held.pop(path, ())))
        size = sum(map(_bytes, tensors))
        if self._in_step and size <= self._room:
            self._held[path] = tensors
            self._room -= size


def _judge(kind: type) -> str:
    for base in kind.__mro__:
        if base.__module__.startswith("keras.") and base.__name__ in _ATTENTION:
            return "attention"
    if not kind.__module__.startswith("keras."):
        return "user"
    return "passing" if kind.__name__ in _PASSING else "other"


def _over_keys(shape: tuple[int, ...], arguments: Any, named: Mapping[str, Any]) -> bool:
    """Whether a layer's softmax is over the sequence that it was given, not over classes.

    Args:
        shape: (batch, keys), or (batch, …, queries, keys).
        arguments: What the layer was given.
        named: As above.
    """
    for given in (*_eager(arguments), *_eager(list(named.values()))):
        sequence = given._shape_tuple()  # noqa: SLF001 -- as above
        # Of (batch, features) any softmax over features would do, so weights of two axes need a third.
        fits = len(sequence) > 4 - min(len(shape), 3) and len(shape) > 1
        if fits and shape[0] == sequence[0] and shape[-1] == sequence[1]:
            return True
    return False


def _masks(named: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    roles = {"query_mask": "query", "value_mask": "key", "key_mask": "key", "attention_mask": "attention"}
    for name, value in named.items():
        if name == "mask" and isinstance(value, (list, tuple)):
            # As `Attention` has it: of the query, and of the value.
            yield from (
                (role, mask) for role, mask in zip(("query", "key"), value, strict=False) if is_eager(mask)
            )
        elif "mask" in name and is_eager(value):
            yield roles.get(name, "other"), value


def _eager(structure: Any) -> Iterator[Any]:
    if isinstance(structure, (list, tuple)):
        for value in structure:
            yield from _eager(value)
    elif is_eager(structure):
        yield structure


def _bytes(tensor: Any) -> int:
    return int(tensor._num_elements() * tensor.dtype.size)  # noqa: SLF001 -- `.shape` costs ten times as much

"""What flows from layer to layer where a source calls layers on tensors: `x = Dense(3)(x)`."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyadapter.core.source.arguments import arguments_of, values_of
from pyadapter.core.source.lambda_layers import infer_lambda
from pyadapter.core.source.layers import INPUTS, MERGES, MadeLayer, facts_of, made_layer, merge_of
from pyadapter.core.source.network import SourceLayer
from pyadapter.core.source.shapes import Inferred, infer, operation
from pyadapter.core.source.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.scopes import Binding

_DEEPEST = 60
_OPERATIONS = ("keras.ops.", "keras.activations.", "tensorflow.")
_QUERIES = frozenset({"Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"})


@dataclass(frozen=True, eq=False)
class Flow:
    """A symbolic tensor.

    Attributes:
        layer: Position in `Flows.layers` of what made it; None for anything else.
        shape: The batch first; None where it is not known.
        through: Operations since that layer that are no layers.
        before: What it is made of, where no layer made it.
        certain: Whether everything it comes from is known, down to declared inputs.
        shapes: Of all that the layer returns, where that is several tensors.
    """

    layer: int | None = None
    shape: Shape | None = None
    through: tuple[str, ...] = ()
    before: tuple[int, ...] = ()
    certain: bool = False
    shapes: tuple[Shape, ...] = ()

    @property
    def sources(self) -> tuple[int, ...]:
        """The layers that it comes from directly."""
        return self.before if self.layer is None else (self.layer,)


UNKNOWN_FLOW = Flow()


class Flows:
    """The layers that are called in a file or a function, in the order in which they are met.

    Args:
        module: The file.
        own: Names of the file's own classes of layers.
        attribute: Returns the call that makes what an attribute of `self` holds, where that is certain.
    """

    def __init__(
        self,
        module: Module,
        own: frozenset[str],
        attribute: Callable[[ast.Attribute], ast.expr | None] = lambda _: None,
    ) -> None:
        self.layers: list[SourceLayer] = []
        self.inputs: list[SourceLayer] = []
        self._module = module
        self._own = own
        self._attribute = attribute
        changed = module.says("set_image_data_format") or module.says("set_image_dim_ordering")
        self._defaults = {"data_format": UNKNOWN} if changed else {}
        self._times: dict[int, int] = {}
        self._known: dict[int, Flow] = {}
        self._arguments: dict[int, Flow] = {}

    def declare(self, node: ast.AST, flow: Flow) -> None:
        """Say what an argument of a function is."""
        self._arguments[id(node)] = flow

    def of(self, node: ast.expr | None, depth: int = 0) -> Flow:
        """Return what an expression is."""
        if node is None or depth > _DEEPEST:
            return UNKNOWN_FLOW
        if isinstance(node, ast.Name):
            return self._of_binding(self._module.scopes.binding(node.id, node), depth)
        if id(node) not in self._known:
            self._known[id(node)] = self._of(node, depth)
        return self._known[id(node)]

    def _of_binding(self, binding: Binding | None, depth: int) -> Flow:
        if binding is None:
            return UNKNOWN_FLOW
        if id(binding.node) in self._arguments:
            return self._arguments[id(binding.node)]
        flow = self.of(binding.value, depth + 1)
        if binding.slot is None:
            return flow if binding.is_assigned else UNKNOWN_FLOW
        known = binding.slot < len(flow.shapes)  # `x, state = GRU(8, return_state=True)(x)`
        return replace(flow, shape=flow.shapes[binding.slot], shapes=()) if known else UNKNOWN_FLOW

    def _of(self, node: ast.expr, depth: int) -> Flow:
        if isinstance(node, ast.BinOp):
            return self._operation(type(node.op).__name__, [node.left, node.right], depth)
        if not isinstance(node, ast.Call):
            return UNKNOWN_FLOW
        name = self._module.name(node.func)
        if name in INPUTS:
            return self._input(node, name)
        made = self.constructor(node.func)
        if made is None and name in MERGES:
            made = merge_of(self._module, node, name)
        if made is not None:
            return self._called(node, made, depth)
        if name is not None and name.startswith(_OPERATIONS) and node.args:
            return self._operation(name.rpartition(".")[2], node.args, depth)
        return UNKNOWN_FLOW

    def constructor(self, node: ast.expr) -> MadeLayer | None:
        """Return what makes the layer that an expression is: a call, or a name that was given one."""
        if isinstance(node, ast.Call):
            return made_layer(self._module, node, self._own)
        if isinstance(node, ast.Name):
            binding = self._module.scopes.binding(node.id, node)
            if binding is None or not binding.is_assigned:
                return None
            return made_layer(self._module, binding.value, self._own)
        if isinstance(node, ast.Attribute):
            return made_layer(self._module, self._attribute(node), self._own)
        return None

    def _input(self, node: ast.Call, name: str) -> Flow:
        arguments = arguments_of(self._module, node, name)
        if arguments is None:
            return Flow(certain=True)
        made = MadeLayer(node, "InputLayer", values_of(self._module, arguments))
        inferred = infer("InputLayer", made.arguments, ())
        facts = facts_of(self._module, made, _name(made, "input", len(self.inputs)), ())
        self.inputs.append(SourceLayer(replace(facts, output_shape=inferred.shape), node, node))
        return Flow(None, inferred.shape, certain=True)

    def _called(self, node: ast.Call, made: MadeLayer, depth: int) -> Flow:
        given = [self.of(each, depth + 1) for each in _tensors(node)]
        if made.outer in _QUERIES:
            more = {each.arg: each.value for each in node.keywords}
            given += [self.of(more[each], depth + 1) for each in ("value", "key") if each in more]
            if "return_attention_scores" in more:
                made = replace(made, arguments={"...": UNKNOWN})  # there are two outputs then
        states = [self.of(each, depth + 1) for each in _states(node)]
        place, inferred = self.add(made, given, node, states)
        certain = bool(given) and all(each.certain for each in (*given, *states))
        shapes = inferred.shapes if len(inferred.shapes) > 1 else ()
        return Flow(place, inferred.shape, certain=certain, shapes=shapes)

    def add(
        self,
        made: MadeLayer,
        given: list[Flow],
        called: ast.Call | None = None,
        states: Sequence[Flow] = (),
    ) -> tuple[int, Inferred]:
        """Take in a layer.

        Args:
            made: The call that makes it.
            given: The tensors that it is given.
            called: Its own call.
            states: What it starts from besides: they have no part in its shape.

        Returns:
            Its position, and what it makes.
        """
        shapes = [each.shape for each in given]
        known = [each for each in shapes if each is not None]
        keras2 = (self._module.raw_name(made.call.func) or "").startswith("tf_keras.")
        inferred = (
            infer(made.outer, {**self._defaults, **made.arguments}, known, keras2=keras2)
            if known and len(known) == len(shapes) and not made.own and "..." not in made.arguments
            else Inferred()
        )
        if made.outer == "Lambda" and len(shapes) == 1 and known:
            inferred = infer_lambda(self._module, made.call, known[0])
        inputs = tuple(dict.fromkeys(place for each in (*given, *states) for place in each.sources))
        shape = known[0] if known and len(known) == len(shapes) else None
        name = _name(made, made.kind.lower(), len(self.layers))
        facts = replace(
            facts_of(self._module, made, name, inputs, shape),
            output_shape=inferred.shape,
            through=_through(given),
            times=self._times.get(id(made.call), 0) + 1,
        )
        if self._defaults and "data_format" not in facts.options:
            facts = replace(facts, options={**facts.options, "data_format": "unknown"})
        self._times[id(made.call)] = facts.times
        self.layers.append(SourceLayer(facts, made.call, called, inferred.refused, inferred.parameters))
        return len(self.layers) - 1, inferred

    def _operation(self, name: str, nodes: list[ast.expr], depth: int) -> Flow:
        """Return what an operation that is no layer makes."""
        given = [self.of(node, depth + 1) for node in nodes if not isinstance(node, ast.Constant)]
        parts = [each for each in given if each is not UNKNOWN_FLOW]
        if not parts:
            return UNKNOWN_FLOW
        shape = operation(name, [each.shape for each in given])
        through = tuple(dict.fromkeys((*_through(parts), name)))
        before = tuple(dict.fromkeys(place for part in parts for place in part.sources))
        return Flow(None, shape, through, before, all(part.certain for part in parts))


def _tensors(node: ast.Call) -> list[ast.expr]:
    """Return what a layer is called on: the items of a list, or the arguments."""
    given = node.args or [each.value for each in node.keywords if each.arg in {"inputs", "query"}]
    if len(given) == 1 and isinstance(given[0], (ast.List, ast.Tuple)):
        return given[0].elts
    return list(given)


def _through(flows: Iterable[Flow]) -> tuple[str, ...]:
    """Name the operations since the last layers, each once: `x = x + x` again and again has no end."""
    return tuple(dict.fromkeys(name for each in flows for name in each.through))


def _states(node: ast.Call) -> list[ast.expr]:
    """Return the states that a recurrent layer starts from."""
    given = next((each.value for each in node.keywords if each.arg == "initial_state"), None)
    if given is None:
        return []
    return given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given]


def _name(made: MadeLayer, kind: str, place: int) -> str:
    given = made.arguments.get("name")
    return given if isinstance(given, str) else f"{kind}_{place}" if place else kind

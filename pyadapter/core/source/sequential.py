"""`Sequential` models: their layers in a list, and those that `add` brings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.setup import LayerFacts
from pyadapter.core.source.arguments import arguments_of
from pyadapter.core.source.flows import UNKNOWN_FLOW, Flow, Flows
from pyadapter.core.source.layers import INPUTS
from pyadapter.core.source.network import Network, SourceLayer
from pyadapter.core.source.values import Unknown

if TYPE_CHECKING:
    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layers import MadeLayer
    from pyadapter.core.source.module import Module

_NESTED = frozenset({"keras.Sequential", "keras.models.Sequential"})
_CHANGES = frozenset({"pop", "layers"})


def sequential_of(module: Module, call: ast.Call, own: frozenset[str], name: str | None) -> Network:
    """Read a `Sequential`.

    Args:
        module: The file.
        call: The call that makes it.
        own: Names of the file's own classes of layers.
        name: The variable.
    """
    chain = _Chain(module, own)
    arguments = arguments_of(module, call, "keras.Sequential")
    if arguments is None:
        chain.lose()
    else:
        chain.take_list(arguments.get("layers"))
    for node, certain in _added(module, call, name):
        if not certain:
            chain.lose()
        chain.take(node)
        if not certain:
            chain.whole = False
    return Network(
        "sequential",
        call,
        name,
        tuple(chain.flows.layers),
        tuple(chain.flows.inputs),
        chain.whole,
        (chain.last,) if chain.ends else (None,),
        (chain.flow.shape,),
    )


class _Chain:
    def __init__(self, module: Module, own: frozenset[str]) -> None:
        self.flows = Flows(module, own)
        self.flow = Flow(certain=True)
        self.whole = True
        self.last: int | None = None
        self.ends = False
        """Whether the last layer is known."""
        self._module = module
        self._first = True

    def lose(self) -> None:
        """Something stands here that is not known."""
        self.flow, self.whole, self.ends, self._first = UNKNOWN_FLOW, False, False, False

    def take_list(self, node: ast.expr | None) -> None:
        """Take in the layers of a list."""
        if node is None:
            return
        if isinstance(node, ast.Name):
            binding = self._module.scopes.binding(node.id, node)
            changed = any(
                isinstance(each.func, ast.Attribute)
                and isinstance(each.func.value, ast.Name)
                and each.func.value.id == node.id
                for each in self._module.all(ast.Call)
            )  # `layers.append(…)`
            node = binding.value if binding is not None and binding.slot is None and not changed else None
        if not isinstance(node, (ast.List, ast.Tuple)):
            self.lose()
            return
        for each in node.elts:
            self.take(each)

    def take(self, node: ast.expr) -> None:
        """Take in a layer."""
        given = node
        if isinstance(node, ast.Name):
            binding = self._module.scopes.binding(node.id, node)
            given = binding.value if binding is not None and binding.slot is None and binding.value else node
        if isinstance(given, ast.Call) and self._module.name(given.func) in INPUTS:
            flow = self.flows.of(given)
            self.flow = flow if self._first else UNKNOWN_FLOW
            self._first = False
            return
        if isinstance(given, ast.Call) and self._module.name(given.func) in _NESTED:
            arguments = arguments_of(self._module, given, "keras.Sequential")
            inner = None if arguments is None else arguments.get("layers")
            if given is node and isinstance(inner, ast.List):
                self.take_list(inner)
                return
        made = self.flows.constructor(node)
        if made is None:
            self.lose()
            return
        if self._first:
            self.flow = self._declared(made)
            self._first = False
        before = self.flow
        place, _ = self.flows.add(made, [before])
        self.last, self.ends = place, True
        shape = self.flows.layers[place].facts.output_shape
        self.flow = Flow(place, shape, certain=before.certain)

    def _declared(self, made: MadeLayer) -> Flow:
        """Return the input that the first layer declares: `input_shape=(28, 28)`, `input_dim=8`."""
        shape = made.arguments.get("input_shape")
        width = made.arguments.get("input_dim")
        batch = made.arguments.get("batch_input_shape")
        known: Shape | None = None
        if isinstance(batch, (tuple, list)):
            known = tuple(batch)
        elif isinstance(shape, (tuple, list)):
            known = (None, *shape)
        elif isinstance(width, int) and made.outer == "Dense":
            known = (None, width)
        if known is not None and any(isinstance(each, Unknown) for each in known):
            known = None
        if known is not None:
            facts = LayerFacts(
                "input", "input", "InputLayer", output_shape=known, location=self._module.place(made.call)
            )
            self.flows.inputs.append(SourceLayer(facts, made.call))
        return Flow(None, known, certain=True)


def _added(module: Module, call: ast.Call, name: str | None) -> list[tuple[ast.expr, bool]]:
    """List what is added to a model later, and whether that is certain: not in a loop or a branch."""
    statement = module.statement(call)
    if name is None or statement is None:
        return []
    scope = module.scopes.around(call)
    found: list[tuple[ast.expr, bool]] = []
    for each in sorted(module.all(ast.Call), key=lambda node: (node.lineno, node.col_offset)):
        function = each.func
        if not isinstance(function, ast.Attribute) or ast.unparse(function.value) != name:
            continue
        if function.attr not in {"add", *_CHANGES} or module.scopes.around(each) is not scope:
            continue
        if (each.lineno, each.col_offset) < (call.lineno, call.col_offset):
            continue
        if isinstance(function.value, ast.Name):
            binding = module.scopes.binding(function.value.id, function.value)
            same = binding is not None and binding.node is statement
            elsewhere = binding is not None and not same
        else:
            same, elsewhere = True, False
        if elsewhere:
            continue
        straight = same and _block(module, module.statement(each)) == _block(module, statement)
        if function.attr == "add" and each.args:
            found.append((each.args[0], straight))
        else:
            found.append((ast.Constant(None), False))
    return found


def _block(module: Module, statement: ast.stmt | None) -> int:
    """Tell blocks apart: statements of one run one after the other."""
    parent = module.parent(statement) if statement is not None else None
    while isinstance(parent, (ast.With, ast.AsyncWith)):
        parent = module.parent(parent)
    return id(parent)

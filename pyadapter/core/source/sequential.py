"""`Sequential` models: their layers in a list, and those that `add` brings."""

from __future__ import annotations

import ast
from bisect import bisect_left
from typing import TYPE_CHECKING

from pyadapter.core.setup import LayerFacts
from pyadapter.core.source.arguments import arguments_of
from pyadapter.core.source.bindings import position
from pyadapter.core.source.flows import UNKNOWN_FLOW, Flow, Flows
from pyadapter.core.source.layers import INPUTS
from pyadapter.core.source.network import Network, SourceLayer
from pyadapter.core.source.values import Unknown, is_changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.bindings import Binding
    from pyadapter.core.source.layers import MadeLayer
    from pyadapter.core.source.module import Module

    Builders = Mapping[ast.AST, frozenset[str]]

_NESTED = frozenset({"keras.Sequential", "keras.models.Sequential"})


def sequential_of(
    module: Module, call: ast.Call, own: frozenset[str], name: str | None, builders: Builders | None = None
) -> Network:
    """Read a `Sequential`.

    Args:
        module: The file.
        call: The call that makes it.
        own: Names of the file's own classes of layers.
        name: The variable.
        builders: Functions of the file that add layers to what they are given.
    """
    chain = _Chain(module, own)
    arguments = arguments_of(module, call, "keras.Sequential")
    if arguments is None:
        chain.lose()
    else:
        chain.take_list(arguments.get("layers"))
    for node, certain in _added(module, call, name, builders or {}):
        if node is None or not certain:
            chain.lose()
        if node is not None:
            chain.take(node)
        if not certain:
            chain.lose()  # the model may as well end before it
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
            known = binding is not None and binding.is_assigned and not is_changed(self._module, binding)
            node = binding.value if binding is not None and known else None
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
            given = binding.value if binding is not None and binding.is_assigned and binding.value else node
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


def _added(
    module: Module, call: ast.Call, name: str | None, builders: Builders
) -> list[tuple[ast.expr | None, bool]]:
    """List what is added to a model later, and whether that is certain: not in a loop or a branch.

    None stands for what cannot be said.
    """
    statement = module.statement(call)
    if name is None or statement is None:
        return []
    scope = module.scopes.around(call)
    found: list[tuple[ast.expr | None, bool]] = []
    end = getattr(scope.node, "end_lineno", None)  # the module has none
    calls = module.calls_on(name, "add", "pop")
    for each in calls[bisect_left(calls, position(call), key=position) :]:
        function = each.func
        if end is not None and each.lineno > end:
            break
        if not isinstance(function, ast.Attribute) or module.scopes.around(each) is not scope:
            continue
        is_it = True
        if isinstance(function.value, ast.Name):
            binding = module.scopes.binding(name, function.value)
            if binding is not None and binding.position > position(statement):
                break  # another model has that name from here on
            if binding is not None and binding.node is not statement:
                continue
            is_it = binding is not None
        straight = is_it and _block(module, module.statement(each)) == _block(module, statement)
        given = arguments_of(module, each, "keras.Model.add") or {}
        found.append((given.get("layer") if function.attr == "add" else None, straight))
    if _is_handed_on(module, statement, name, builders):
        found.append((None, False))
    return found


def builders_of(module: Module) -> dict[ast.AST, frozenset[str]]:
    """Return the functions of a file that add layers to what they are given, with those arguments."""
    found: dict[ast.AST, frozenset[str]] = {}
    for call in module.calls_of("add", "pop"):
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(receiver, ast.Name):
            binding = module.scopes.binding(receiver.id, receiver)
            if binding is not None and isinstance(binding.node, ast.arg):
                function = module.scopes.around(call).node
                found[function] = found.get(function, frozenset()) | {receiver.id}
    return found


def _is_handed_on(module: Module, statement: ast.stmt, name: str, builders: Builders) -> bool:
    """Whether a function is given the model that adds layers to what it is given."""
    for each in module.names(name) if builders else ():
        call = module.parent(each)
        if not isinstance(call, ast.Call) or each not in call.args or not isinstance(call.func, ast.Name):
            continue
        binding = module.scopes.binding(name, each)
        function = module.scopes.binding(call.func.id, call.func)
        taken = builders.get(function.node) if function is not None else None
        if taken is None or (binding is not None and binding.node is not statement):
            continue
        given = dict(zip(_parameters(function), call.args, strict=False))
        if any(given.get(parameter) is each for parameter in taken):
            return True
    return False


def _parameters(function: Binding | None) -> list[str]:
    node = function.node if function is not None else None
    return [each.arg for each in node.args.args] if isinstance(node, ast.FunctionDef) else []


def _block(module: Module, statement: ast.stmt | None) -> int:
    """Tell blocks apart: statements of one run one after the other."""
    parent = module.parent(statement) if statement is not None else None
    while isinstance(parent, (ast.With, ast.AsyncWith)):
        parent = module.parent(parent)
    return id(parent)

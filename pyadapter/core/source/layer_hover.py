"""What a hover says of a layer or a model of a source: shapes and parameters, as `summary()` would."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.refusal import shape_in_words
from pyadapter.core.source.flows import Flows
from pyadapter.core.source.network import Network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.analysis import Analysis
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import SourceLayer
    from pyadapter.core.source.span import Span

LONGEST = 30
"""Layers in the table of a model; a hover that has to be scrolled for longer is not read."""


@dataclass(frozen=True)
class Hover:
    """What a hover shows.

    Attributes:
        markdown: Its text.
        span: What it is about: the name that is called, or the variable.
    """

    markdown: str
    span: Span


def hover_of(analysis: Analysis, line: int, column: int) -> Hover | None:
    """Return what is to be said at a position.

    Args:
        analysis: The file.
        line: 1-based.
        column: 0-based, in characters.

    Returns:
        Shapes and parameters of a layer on the name of its class, or on its variable where that is called;
        the table of a model on the name of its class and on its variable; None elsewhere, and where nothing
        is certain.
    """
    module = analysis.module
    for network in (*analysis.networks, *_chains_at(analysis, line, column)):
        for node in _names_of_layers(network):
            span = module.span(node)
            if span.holds(line, column) and (text := _layers_here(module, network, node)):
                return Hover(text, span)
    name = _name_at(module, line, column)
    for network in analysis.networks:
        called = network.node.func if isinstance(network.node, ast.Call) else None
        if called is not None and module.span(called).holds(line, column):
            name = called
        elif name is None or not _stands_for(module, name, network):
            continue
        text = _summary(module, network)
        return Hover(text, module.span(name)) if text else None
    return None


def _chains_at(analysis: Analysis, line: int, column: int) -> Iterator[Network]:
    """Read the chain of layers that ends in a call: what is being typed is no model yet."""
    module = analysis.module
    own = frozenset(each.node.name for each in analysis.classes if each.base == "layer")
    for call in module.all(ast.Call):
        if call.lineno == line and module.span(call.func).holds(line, column):
            around = module.parent(call)
            flows = Flows(module, own)
            flows.of(around if isinstance(around, ast.Call) and around.func is call else call)
            yield Network("functional", call, None, tuple(flows.layers), tuple(flows.inputs))


def _names_of_layers(network: Network) -> Iterator[ast.expr]:
    for layer in _all(network):
        yield layer.made.func
        if layer.called is not None and layer.called.func is not layer.made:
            yield layer.called.func


def _all(network: Network) -> list[SourceLayer]:
    return [*network.layers, *_declared(network)]


def _declared(network: Network) -> list[SourceLayer]:
    """Return the inputs that are layers of their own: the first layer may declare what it takes itself."""
    makers = {id(layer.made) for layer in network.layers}
    return [layer for layer in network.inputs if id(layer.made) not in makers]


def _layers_here(module: Module, network: Network, node: ast.expr) -> str | None:
    """Write about a layer: each of its calls, or the one that is pointed at."""
    layers = _all(network)
    here = [each for each in layers if each.called is not None and each.called.func is node]
    here = here or [each for each in layers if each.made.func is node]
    lines = [found for each in here if (found := _flow(network, each))]
    if not lines:
        return None
    first = here[0]
    about = [_counted(first.parameters, "parameter")] if first.parameters is not None else []
    if first.facts.activation not in {None, "linear"}:
        about.append(f"activation `{first.facts.activation}`")
    lines[0] = f"**{_called(module, first)}** {lines[0]}"
    return "\n\n".join([*lines, *[" · ".join(about)] * bool(about)])


def _flow(network: Network, layer: SourceLayer) -> str | None:
    """Write what goes in and what comes out, or why it does not go in."""
    given = ", ".join(f"`{shape_in_words(shape)}`" for shape in _inputs(network, layer))
    if layer.refused is not None:
        return f"⚠ Keras refuses {given or 'its input'}: {layer.refused}"
    made = layer.facts.output_shape
    if made is None:
        return None
    return f"{given} → `{shape_in_words(made)}`" if given else f"`{shape_in_words(made)}`"


def _inputs(network: Network, layer: SourceLayer) -> list[Shape]:
    """Return the shapes that a layer is given, where all of them are known."""
    first = layer.called.args[0] if layer.called is not None and layer.called.args else None
    if isinstance(first, (ast.List, ast.Tuple)):
        shapes = [network.layers[at].facts.output_shape for at in layer.facts.inputs]
        known = [shape for shape in shapes if shape is not None]
        return known if len(known) == len(first.elts) else []
    return [] if layer.facts.input_shape is None else [layer.facts.input_shape]


def _name_at(module: Module, line: int, column: int) -> ast.expr | None:
    here = (name for name in module.all(ast.Name) if name.lineno == line)
    return next((name for name in here if module.span(name).holds(line, column)), None)


def _stands_for(module: Module, name: ast.expr, network: Network) -> bool:
    """Whether a variable is given a model, or has been."""
    if not isinstance(name, ast.Name) or name.id != network.name:
        return False
    if isinstance(name.ctx, ast.Store):
        return getattr(module.statement(name), "value", None) is network.node
    binding = module.scopes.binding(name.id, name)
    return binding is not None and binding.slot is None and binding.value is network.node


def _summary(module: Module, network: Network) -> str | None:
    """Write a model as a table, its inputs first."""
    layers = network.layers
    if not any(layer.facts.output_shape or layer.refused for layer in layers):
        return None
    inputs = [_row(module, layer) for layer in _declared(network) if layer.facts.output_shape]
    rows = [_row(module, layer) for layer in layers[:LONGEST]]
    lines = ["| layer | output | parameters |", "|---|---|---:|", *inputs, *rows]
    if len(layers) > LONGEST:
        lines.append(f"| … {len(layers) - LONGEST} more | | |")
    counts = {id(layer.made): layer.parameters for layer in layers}
    known = [count for count in counts.values() if count is not None]
    notes = []
    if network.whole and len(known) == len(counts):
        notes.append(f"{_counted(sum(known), 'parameter')} in {_counted(len(counts), 'layer')}.")
    refused = next((layer for layer in layers if layer.refused is not None), None)
    if refused is not None:
        notes.append(f"⚠ Keras refuses what {_called(module, refused)} is given: {refused.refused}")
    elif not network.whole:
        notes.append("Some of its layers are not known before it runs.")
    return "\n".join([*lines, *(line for note in notes for line in ("", note))])


def _row(module: Module, layer: SourceLayer) -> str:
    made, count = layer.facts.output_shape, layer.parameters
    named = next((each.value for each in layer.made.keywords if each.arg == "name"), None)
    # Names that Keras makes up count all layers of a process: they are not to be seen in the text.
    name = f" `{named.value}`" if isinstance(named, ast.Constant) and isinstance(named.value, str) else ""
    cells = (
        f"{_called(module, layer)}{name}",
        "⚠" if layer.refused is not None else f"`{shape_in_words(made)}`" if made is not None else "",
        f"{count:,}" if count is not None and layer.facts.kind != "InputLayer" else "",
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _called(module: Module, layer: SourceLayer) -> str:
    """Return the name of a layer's class as the source has it, without the modules before it."""
    return module.written(module.span(layer.made.func)).rpartition(".")[2]


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"

"""How a file writes names of Keras: by the imports that it has, or by one more."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.diagnostic import Edit
from pyadapter.core.source.module import one_spelling
from pyadapter.core.source.span import Span

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module


def spelled(module: Module, name: str) -> tuple[str, tuple[Edit, ...]]:
    """Write a name of Keras as a file would.

    Args:
        module: The file.
        name: `keras.optimizers.Adam`.

    Returns:
        The text, `tf.keras.optimizers.Adam`, and what has to be imported for it.
    """
    best: tuple[int, str] | None = None
    for bindings in module.scopes.module.bindings.values():
        imported = bindings[0].imported
        if imported is None or len(bindings) > 1:
            continue
        prefix = "keras" if imported == "tensorflow" else one_spelling(imported)
        if name != prefix and not name.startswith(f"{prefix}."):
            continue
        head = f"{bindings[0].name}.keras" if imported == "tensorflow" else bindings[0].name
        rank = 0 if imported == "tensorflow" else 1 + prefix.count(".") * 2
        if best is None or rank > best[0]:
            best = rank, head + name[len(prefix) :]
    if best is not None:
        return best[1], ()
    return name, (_new_import(module),)


def spelled_like(module: Module, function: ast.expr, last: str) -> tuple[str, tuple[Edit, ...]]:
    """Write another name of the module that a call is written of: `layers.Flatten` beside `layers.Dense`."""
    if isinstance(function, ast.Attribute):
        return f"{ast.unparse(function.value)}.{last}", ()
    binding = module.scopes.binding(function.id, function) if isinstance(function, ast.Name) else None
    name = module.name(function) or ""
    home = name.rpartition(".")[0]
    if last in module.scopes.module.bindings:
        return last, ()
    if binding is not None and isinstance(binding.node, ast.ImportFrom):
        alias = binding.node.names[-1]
        at = module.span(alias)
        return last, (Edit(Span(at.end_line, at.end_column, at.end_line, at.end_column), f", {last}"),)
    return spelled(module, f"{home}.{last}")


def _new_import(module: Module) -> Edit:
    """Import Keras behind the imports that there are."""
    imports = [
        node
        for node in module.tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom)) and getattr(node, "module", "") != "__future__"
    ]
    raw = [each.module or "" for each in imports if isinstance(each, ast.ImportFrom)]
    text = (
        "from tensorflow import keras"
        if any(each.startswith("tensorflow") for each in raw)
        else "import keras"
    )
    line = (imports[-1].end_lineno or imports[-1].lineno) + 1 if imports else 1
    return Edit(Span(line, 0, line, 0), f"{text}\n")

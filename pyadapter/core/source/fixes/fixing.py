"""From the code that a cause says to write to edits of the file; none where that is not certain."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from pyadapter.core.lines import cut
from pyadapter.core.source.arguments import arguments_of
from pyadapter.core.source.diagnostic import Edit, Fix
from pyadapter.core.source.fixes.calls import inserted_before, with_argument, with_options, without_argument
from pyadapter.core.source.fixes.spelling import spelled, spelled_like
from pyadapter.core.source.fixes.statements import left_out, with_super_init
from pyadapter.core.source.keras_signatures import SIGNATURES
from pyadapter.core.source.span import Place
from pyadapter.core.source.values import value_of

if TYPE_CHECKING:
    from pyadapter.core.finding import Cause
    from pyadapter.core.source.module import Module

_TITLE = 60
_OF_STATEMENTS = {"debugging-left-in": left_out, "super-init-missing": with_super_init}
_OF_LAYERS = re.compile(r"\bkeras\.layers\.(\w+)")
_KEPT = frozenset({"kernel_size"})
"""Arguments that a cause writes for a layer to be one, and that are not to be changed."""


def fixes_for(module: Module, cause: Cause) -> tuple[Fix, ...]:
    """Return the edits that do what a cause says.

    Args:
        module: The file.
        cause: Its location is a `Place` of the file.
    """
    node = cause.location.node if isinstance(cause.location, Place) else None
    code, _, comment = cause.fix.partition("  # ")
    if node is not None and cause.id in _OF_STATEMENTS:
        fix = _OF_STATEMENTS[cause.id](module, node)
        return () if fix is None else (fix,)
    if node is None or comment.startswith("and ") or " and " in code:
        return ()
    if comment == "before this line":
        return _insertion(module, node, code.rstrip().rstrip(","))
    found = _changed(module, node, code)
    if found is None:
        return ()
    title, edits = found
    preferred = cause.confidence == "certain" and not comment.startswith("or ")
    ordered = sorted(edits, key=lambda edit: edit.span)
    return (Fix(cut(title, _TITLE), tuple(ordered), preferred),) if ordered else ()


def _changed(module: Module, node: ast.AST, code: str) -> tuple[str, list[Edit]] | None:
    """Return a title and edits that make a call what the code says."""
    parsed = _parsed(code)
    if parsed is None:
        return None
    name, value = parsed
    if name is not None:
        return _keyword(module, node, name, value)
    if not isinstance(value, ast.Call) or not isinstance(node, ast.Call):
        return None
    own = ast.dump(value.func) == ast.dump(node.func) and module.name(node.func) is None
    return with_options(module, node, value) if own else _merged(module, node, value)


def _parsed(code: str) -> tuple[str | None, ast.expr] | None:
    """Read `name=value`, or an expression."""
    try:
        call = ast.parse(f"f({code})", mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(call, ast.Call) or len(call.args) + len(call.keywords) != 1:
        return None
    if call.keywords:
        keyword = call.keywords[0]
        return None if keyword.arg is None else (keyword.arg, keyword.value)
    return None, call.args[0]


def _keyword(module: Module, node: ast.AST, name: str, value: ast.expr) -> tuple[str, list[Edit]] | None:
    """Set an argument of the call that a node is, or is an argument of."""
    call = node if isinstance(node, ast.Call) else _around(module, node)
    if call is None:
        return None
    called = _called(module, call)
    if name == "input_shape" and called.rpartition(".")[2] in {"Input", "InputLayer"}:
        name = "shape"
    elif name not in SIGNATURES.get(called, "").split() and name != "input_shape":
        return None
    given = arguments_of(module, call, called)
    if given is None:
        return None
    text, edits = _written(module, value)
    edit = with_argument(module, call, name, given.get(name), text)
    return None if edit is None else (f"Use {name}={text}", [edit, *edits])


def _around(module: Module, node: ast.AST) -> ast.Call | None:
    parent = module.parent(node)
    parent = module.parent(parent) if isinstance(parent, ast.keyword) else parent
    return parent if isinstance(parent, ast.Call) else None


def _called(module: Module, call: ast.Call) -> str:
    """Return the name of what is called, of methods of models that of Keras's class."""
    name = module.name(call.func)
    if name is None and isinstance(call.func, ast.Attribute):
        return f"keras.Model.{call.func.attr}"
    return name or ""


def _written(module: Module, value: ast.expr) -> tuple[str, list[Edit]]:
    """Write a value as the file would."""
    if isinstance(value, ast.Call):
        name = ast.unparse(value.func)
        if name.startswith("keras."):
            text, edits = spelled(module, name)
            return text + ast.unparse(value)[len(name) :], list(edits)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return f'"{value.value}"', []
    return ast.unparse(value), []


def _merged(module: Module, node: ast.Call, wanted: ast.Call) -> tuple[str, list[Edit]] | None:
    """Make the arguments of a call those of another one, all others as they are."""
    called = module.name(node.func) or ""
    last, new = called.rpartition(".")[2], ast.unparse(wanted.func).rpartition(".")[2]
    given = arguments_of(module, node, called)
    options = [each for each in wanted.args if not (isinstance(each, ast.Constant) and each.value is ...)]
    order = SIGNATURES.get(f"keras.layers.{new}") or SIGNATURES.get(f"keras.optimizers.{new}") or ""
    if given is None or len(options) > len(order.split()):
        return None
    told = dict(zip(order.split(), options, strict=False))
    told |= {each.arg: each.value for each in wanted.keywords if each.arg}
    if last == "Activation" and "activation" in told:
        told = {"activation": told["activation"]}
    elif last != new:
        return _replaced(module, node, new) if last in {"LSTM", "SimpleRNN", "GRU"} else None
    edits: list[Edit] = []
    words: list[str] = []
    for name, value in told.items():
        known = given.get(name)
        if name in _KEPT or (known is not None and value_of(module, known) == value_of(module, value)):
            continue
        text, more = _written(module, value)
        edit = with_argument(module, node, name, known, text)
        if edit is None:
            return None
        edits += [edit, *more]
        words.append(f"{name}={text}")
    whole = len(options) == len(wanted.args)  # no `...` for what else there is
    if whole and "activation" in given and "activation" not in told and "units" in told:
        edit = without_argument(module, node, given["activation"])
        if edit is None:
            return None
        edits.append(edit)
        words.append("no activation")
    return (f"Use {', '.join(words)}", edits) if edits else None


def _replaced(module: Module, node: ast.Call, last: str) -> tuple[str, list[Edit]] | None:
    """Call another class of the same module."""
    if f"keras.layers.{last}" not in SIGNATURES:
        return None
    text, edits = spelled_like(module, node.func, last)
    return f"Use {last}", [Edit(module.span(node.func), text), *edits]


def _insertion(module: Module, node: ast.AST, code: str) -> tuple[Fix, ...]:
    parsed = _parsed(code)
    if parsed is None or not isinstance(parsed[1], ast.Call) or not isinstance(node, ast.Call):
        return ()
    new = parsed[1]
    last = ast.unparse(new.func).rpartition(".")[2]
    edits: list[Edit] = []

    def own_spelling(found: re.Match[str]) -> str:
        text, more = spelled_like(module, node.func, found[1])
        edits.extend(more)
        return text

    edit = inserted_before(module, node, _OF_LAYERS.sub(own_spelling, ast.unparse(new)))
    if edit is None:
        return ()
    ordered = sorted([edit, *edits], key=lambda each: each.span)
    return (Fix(cut(f"Insert {last}() before", _TITLE), tuple(ordered), preferred=True),)

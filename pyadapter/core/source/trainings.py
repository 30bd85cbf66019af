"""Finds the trainings that a source spells out: calls of `compile` and `fit`, with the model they are of."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.source.arguments import arguments_of
from pyadapter.core.source.bindings import position
from pyadapter.core.source.makers import Makers
from pyadapter.core.source.module import spelled
from pyadapter.core.source.training import Training
from pyadapter.core.source.training_facts import setup_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

_MODELS = ("keras.Model", "keras.Sequential", "keras.models.", "keras.applications.")
_STRANGERS = frozenset({
    "builtins", "catboost", "flax", "hmmlearn", "imblearn", "jax", "jinja2", "lightgbm", "numpy", "pandas",
    "re", "regex", "scipy", "sklearn", "statsmodels", "torch", "torchvision", "umap", "xgboost",
})  # fmt: skip
"""Packages whose own `fit` and `compile` are not Keras's."""

_OPTIONS = frozenset({"loss", "metrics", "optimizer"})


@dataclass(frozen=True, eq=False)
class _Call:
    """A call of `compile` or `fit`.

    Attributes:
        node: The call.
        model: What tells its model from others.
        network: The model, where its layers are known.
        own: The class of the file that the model is of.
    """

    node: ast.Call
    model: object
    network: Network | None
    own: OwnClass | None


def trainings_of(
    module: Module, networks: Sequence[Network], classes: Iterable[OwnClass] = ()
) -> tuple[Training, ...]:
    """List the trainings of a file: each `fit` with its `compile`, then each `compile` without.

    Args:
        module: The file.
        networks: Its models.
        classes: Its classes that derive from Keras's.
    """
    finder = _Finder(module, networks, classes)
    compiles: defaultdict[object, list[_Call]] = defaultdict(list)
    for each in finder.calls("compile"):
        compiles[each.model].append(each)
    found: list[Training] = []
    fitted: set[int] = set()
    for fit in finder.calls("fit"):
        compiled = _compiled(module, fit, compiles[fit.model])
        if compiled is not None:
            fitted.add(id(compiled.node))
        found.append(_training(module, compiled, fit))
    alone = [each for several in compiles.values() for each in several if id(each.node) not in fitted]
    found += [_training(module, each, None) for each in alone]
    return tuple(found)


def _compiled(module: Module, fit: _Call, compiles: Sequence[_Call]) -> _Call | None:
    """Return the `compile` that a `fit` goes by: the last one before it, where it has always run."""
    count = bisect_left(compiles, position(fit.node), key=lambda each: position(each.node))
    last = compiles[count - 1] if count else None
    return last if last is not None and module.scopes.has_run(last.node, fit.node) else None


def _training(module: Module, compiled: _Call | None, fit: _Call | None) -> Training:
    """Put together what is known of a training."""
    known = [each for each in (compiled, fit) if each is not None]
    network = next((each.network for each in known if each.network is not None), None)
    own = next((each.own for each in known if each.own is not None), None)
    methods = frozenset[str]() if own is None else frozenset(own.methods)
    compile_node = compiled.node if compiled is not None else None
    fit_node = fit.node if fit is not None else None
    told = None if "compile" in methods else compile_node  # its own takes what it likes
    setup = setup_of(module, told, fit_node, network, methods)
    return Training(compile_node, fit_node, network, setup)


class _Finder:
    def __init__(self, module: Module, networks: Sequence[Network], classes: Iterable[OwnClass]) -> None:
        self._module = module
        self._makers = Makers(module)
        self._networks = {id(network.node): network for network in networks}
        self._classes = {id(each.node): each for each in classes}

    def calls(self, method: str) -> list[_Call]:
        """List the calls of a method on what is a model of Keras, for all one knows."""
        return [found for call in self._module.calls_of(method) if (found := self._call(call)) is not None]

    def _call(self, call: ast.Call) -> _Call | None:
        assert isinstance(call.func, ast.Attribute)  # noqa: S101 -- a method
        receiver = call.func.value
        maker = self._makers.of(receiver)
        defined = self._makers.defined(maker)
        own = self._classes.get(id(defined))
        network = self._networks.get(id(maker)) or self._networks.get(id(defined))
        if network is None and not self._may_be_model(call, receiver, maker):
            return None
        home = self._makers.home(receiver)
        if spelled(receiver) == "self":
            own = self._classes.get(id(home))
        return _Call(call, (spelled(receiver), id(home)) if maker is None else id(maker), network, own)

    def _may_be_model(self, call: ast.Call, receiver: ast.expr, maker: ast.AST | None) -> bool:
        if self._module.name(receiver) is not None:
            return False  # `re.compile`
        if isinstance(receiver, ast.Call) and spelled(receiver.func) == "super":
            return False  # what it is told comes from the caller, or from the class's own `compile`
        defined = self._makers.defined(maker)
        if isinstance(defined, ast.ClassDef):
            own = self._classes.get(id(defined))
            if own is not None or not defined.bases:
                return own is not None and own.base == "model"
        made = (self._module.name(maker.func) if isinstance(maker, ast.Call) else None) or ""
        is_other = made.startswith("keras.") and not made.startswith(_MODELS)
        if is_other or made.partition(".")[0] in _STRANGERS:
            return False
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            return not _OPTIONS.isdisjoint(arguments_of(self._module, call, "keras.Model.compile") or ())
        return True

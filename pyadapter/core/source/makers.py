"""Which call made what an expression is: through names, attributes of `self` and functions of the file."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.module import spelled

if TYPE_CHECKING:
    from pyadapter.core.source.module import Module

_DEEPEST = 10


class Makers:
    """The calls of a file that make models.

    Args:
        module: The file.
    """

    def __init__(self, module: Module) -> None:
        self._module = module
        self._returned: dict[ast.AST, ast.expr | None] = {}

    def of(self, node: ast.expr | None, depth: int = 0) -> ast.AST | None:
        """Return the call that made what an expression is, or the argument of a function that it is."""
        if depth > _DEEPEST:
            return None
        if isinstance(node, ast.Name):
            return self._of_name(node, depth)
        if isinstance(node, ast.Attribute) and spelled(node) == f"self.{node.attr}":
            return self.of(self._attribute(node), depth + 1)
        if not isinstance(node, ast.Call):
            return None
        function = self.defined(node)
        inner = self._what_returns(function) if isinstance(function, ast.FunctionDef) else None
        return self.of(inner, depth + 1) or node

    def defined(self, call: ast.AST | None) -> ast.AST | None:
        """Return the class or function of the file that is called."""
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            return None
        binding = self._module.scopes.binding(call.func.id, call.func)
        is_one = binding is not None and isinstance(binding.node, (ast.FunctionDef, ast.ClassDef))
        return binding.node if binding is not None and is_one else None

    def home(self, node: ast.expr) -> ast.AST:
        """Return the class that an attribute of `self` is of; else the function around, or the file."""
        if (spelled(node) or "").partition(".")[0] == "self":
            around = (each for each in self._module.ancestors(node) if isinstance(each, ast.ClassDef))
            return next(around, self._module.tree)
        return self._module.scopes.around(node).node

    def _of_name(self, node: ast.Name, depth: int) -> ast.AST | None:
        binding = self._module.scopes.binding(node.id, node)
        if binding is None:
            return None
        if isinstance(binding.node, ast.arg):
            return None if binding.name in {"self", "cls"} else binding.node
        return self.of(binding.value, depth + 1) if binding.is_assigned else None

    def _what_returns(self, function: ast.FunctionDef) -> ast.expr | None:
        """Return what a function returns, where it does so once."""
        if function not in self._returned:
            returns = [
                each.value
                for each in ast.walk(function)
                if isinstance(each, ast.Return) and self._module.scopes.around(each).node is function
            ]
            self._returned[function] = returns[0] if len(returns) == 1 else None
        return self._returned[function]

    def _attribute(self, node: ast.Attribute) -> ast.expr | None:
        """Return what an attribute of `self` is given, where its class gives it something once."""
        given = [
            each.value
            for each in ast.walk(self.home(node))
            if isinstance(each, ast.Assign)
            for target in each.targets
            if spelled(target) == f"self.{node.attr}"
        ]
        return given[0] if len(given) == 1 else None

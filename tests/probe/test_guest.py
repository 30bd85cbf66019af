"""The probe is a guest: what runs in the training process brings nothing that is not there already."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "pyadapter"
THERE = frozenset({
    "pyadapter", "numpy", "tensorflow", "keras",  # what training needs
    "debugpy", "pydevd", "pydevd_plugins", "_pydevd_bundle", "_pydev_bundle",  # what brought the probe in
})  # fmt: skip


def imported_by(node: ast.AST) -> set[str]:
    """The top-level packages that are imported at run time."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return set()
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    return {name for child in ast.iter_child_nodes(node) for name in imported_by(child)}


@pytest.mark.parametrize("room", ["probe", "arrays", "core", "protocol", "terminal"])
def test_nothing_foreign_is_imported_into_the_training_process(room: str) -> None:
    sources = sorted((PACKAGE / room).rglob("*.py"))
    assert sources
    foreign = {
        f"{source.relative_to(PACKAGE)}: {name}"
        for source in sources
        for name in imported_by(ast.parse(source.read_text(encoding="utf-8")))
        - THERE
        - sys.stdlib_module_names
    }
    assert foreign == set()

"""Tells when a module has been imported, so that nothing is imported before the user's script does it."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import contained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class ImportWatch:
    """A finder in `sys.meta_path` that finds nothing itself: it lets others find and asks to be told.

    Args:
        names: Top-level modules to wait for.
        imported: Called with a name right after the module has run to its end, before the importing
            statement goes on; at once for a module that is there already. Never before one that is listed
            earlier and is being imported: TensorFlow imports Keras, which is then done before it.
    """

    def __init__(self, names: Sequence[str], imported: Callable[[str], None]) -> None:
        self._names = tuple(names)
        self._waiting = set(names)
        self._postponed: list[str] = []
        self._finding: set[str] = set()
        self._imported = imported

    def start(self) -> None:
        """Report what is imported already and wait for the rest."""
        for name in sorted(self._waiting, reverse=True):  # tensorflow before keras
            if name in sys.modules and not _is_loading(name):
                self._done(name)
        if self._waiting:
            sys.meta_path.insert(0, self)

    def stop(self) -> None:
        """Wait no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that is waited for, as the import system would, and listen to its loader."""
        del path, target
        if name not in self._waiting or name in self._finding:
            return None
        self._finding.add(name)  # the next line asks this finder again
        try:
            specification = importlib.util.find_spec(name)
        finally:
            self._finding.discard(name)
        if specification is None or specification.loader is None:
            return None
        loader: Any = _ListeningLoader(specification.loader, lambda: self._done(name))
        specification.loader = loader
        return specification

    def _done(self, name: str) -> None:
        self._waiting.discard(name)
        earlier = self._names[: self._names.index(name)]
        if any(other in self._waiting and _is_loading(other) for other in earlier):
            self._postponed.append(name)
            return
        contained(self._imported, name)
        while self._postponed:
            contained(self._imported, self._postponed.pop(0))
        if not self._waiting:
            self.stop()


def _is_loading(name: str) -> bool:
    specification = getattr(sys.modules.get(name), "__spec__", None)
    return bool(getattr(specification, "_initializing", False))


class _ListeningLoader:
    """Loads as the original loader does, calls, and hands the module back to the original."""

    def __init__(self, loader: Any, loaded: Callable[[], None]) -> None:
        self._loader = loader
        self._loaded = loaded

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, specification: ModuleSpec) -> ModuleType | None:
        created: ModuleType | None = self._loader.create_module(specification)
        return created

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._loaded()

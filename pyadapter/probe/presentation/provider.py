"""Our presentation in pydevd, registered at run time ahead of its own for numpy."""

from __future__ import annotations

import logging
import sys
import types
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.arrays import Level
    from pyadapter.probe.presentation.lines import Lines
    from pyadapter.probe.presentation.tree import Tree

logger = logging.getLogger("keras-debug.probe")

SHOWN = frozenset({
    ("numpy", "ndarray"),
    ("tensorflow", "EagerTensor"),
    ("tensorflow", "SymbolicTensor"),
    ("tensorflow", "Tensor"),
    ("tensorflow", "Variable"),
    ("tensorflow", "BaseResourceVariable"),
    ("tensorflow", "IndexedSlices"),
    ("tensorflow", "SparseTensor"),
    ("tensorflow", "RaggedTensor"),
    ("keras", "KerasTensor"),
    ("keras", "KerasVariable"),
})  # fmt: skip
"""Types by library and name: asking a library for its type would import it."""


class Context(Protocol):
    """Knows how values came about; None where that is not known."""

    def made_by(self, value: Any) -> str | None:
        """Say what made a value: op, layer and line."""

    def gradient_norm(self, value: Any) -> str | None:
        """Return the norm of a weight's last gradient, in words."""


class Node:
    """A branch of a tree; its line is its text, its children are made when it is opened.

    Args:
        text: What is shown beside its name.
        children: Makes the children: name, value, and how to evaluate the value from the parent.
    """

    def __init__(self, text: str, children: Callable[[], list[tuple[str, Any, str | None]]]) -> None:
        self.text = text
        self.children = children

    def __repr__(self) -> str:
        return self.text


class Leaf(str):
    """A text that is shown without quotes and has no children."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Provider:
    """What pydevd asks for the text and the children of a value. No method raises.

    Args:
        level: How much to compute.
        context: Knows how values came about.
    """

    def __init__(self, level: Level, context: Context) -> None:
        self._level = level
        self._context = context
        self._parts: tuple[Lines, Tree] | None = None

    def can_provide(self, type_object: Any, type_name: str) -> bool:
        """Whether values of a type are ours to show."""
        del type_name
        if type_object in {Node, Leaf}:
            return True
        return any(
            (str(getattr(base, "__module__", "")).partition(".")[0], base.__name__) in SHOWN
            for base in getattr(type_object, "__mro__", ())
        )

    def text(self, value: Any, context: str = "") -> str | None:
        """Return the line of a value; None to leave it to pydevd."""
        if isinstance(value, (Node, Leaf)):
            return str(value) if isinstance(value, Leaf) else value.text
        if context == "clipboard":
            return None
        try:
            return self._load()[0].line(value)
        except Exception:
            logger.exception("a value cannot be shown")
            return None

    def children(self, value: Any) -> list[tuple[str, Any, str | None]]:
        """Return the children of a value: name, value, and what to append to its expression."""
        try:
            if isinstance(value, Node):
                return value.children()
            return self._load()[1].children(value)
        except Exception as error:
            logger.exception("the children of a value cannot be shown")
            return [("problem", Leaf(f"cannot be shown: {error}"), None)]

    def _load(self) -> tuple[Lines, Tree]:
        if self._parts is None:
            from pyadapter.probe.presentation.lines import Lines  # noqa: PLC0415 -- imports numpy
            from pyadapter.probe.presentation.tree import Tree  # noqa: PLC0415 -- as above

            lines = Lines(self._level)
            self._parts = lines, Tree(lines, self._context)
        return self._parts


def register(level: Level, context: Context) -> Callable[[Any], str | None]:
    """Put our presentation in front of pydevd's.

    Args:
        level: How much to compute.
        context: Knows how values came about.

    Returns:
        A function that gives the line of a value that is an array, None for any other.
    """
    from _pydevd_bundle import pydevd_extension_utils, pydevd_xml  # noqa: PLC0415 -- there is a debugger
    from _pydevd_bundle.pydevd_extension_api import (  # noqa: PLC0415 -- as above
        StrPresentationProvider,
        TypeResolveProvider,
    )

    provider = Provider(level, context)

    class KerasText(StrPresentationProvider):  # type: ignore[misc]  # pydevd has no types
        """The lines."""

        def can_provide(self, type_object: Any, type_name: str) -> bool:
            return provider.can_provide(type_object, type_name)

        def get_str(self, value: Any) -> str | None:
            return provider.text(value)

        def get_str_in_context(self, value: Any, context: str) -> str | None:
            return provider.text(value, context)

    class KerasChildren(TypeResolveProvider):  # type: ignore[misc]  # as above
        """The trees."""

        def can_provide(self, type_object: Any, type_name: str) -> bool:
            # A leaf is a text to pydevd: no children.
            return type_object is not Leaf and provider.can_provide(type_object, type_name)

        def get_contents_debug_adapter_protocol(
            self, value: Any, fmt: Any = None
        ) -> list[tuple[str, Any, str | None]]:
            del fmt
            return provider.children(value)

        def get_dictionary(self, value: Any) -> dict[str, Any]:
            return {name: child for name, child, _ in provider.children(value)}

        def resolve(self, value: Any, attribute: str) -> Any:
            return self.get_dictionary(value).get(attribute)

    module: Any = types.ModuleType("keras_debug_presentation")
    module.KerasText, module.KerasChildren = KerasText, KerasChildren
    manager = pydevd_extension_utils.EXTENSION_MANAGER_INSTANCE
    manager._ensure_loaded()  # noqa: SLF001 -- pydevd only loads extensions that are files in its folder
    manager.loaded_extensions.insert(0, module)
    manager.type_to_instance.clear()
    handler = pydevd_xml._TYPE_RESOLVE_HANDLER  # noqa: SLF001 -- forgets what it decided before we came
    handler._type_to_resolver_cache.clear()  # noqa: SLF001 -- as above
    handler._type_to_str_provider_cache.clear()  # noqa: SLF001 -- as above
    handler._initialized = False  # noqa: SLF001 -- as above
    logger.debug(
        "presentation registered in %s", sys.modules["pydevd"].__file__ if "pydevd" in sys.modules else ""
    )
    return provider.text

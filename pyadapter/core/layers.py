"""Layers as users name them: by name, by path, by a glob over either, or by class."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class NamePath(str):
    """Names joined by slashes. It equals the whole of them and any last part: `dense` is `model/dense`."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True or self.endswith(f"/{other}")

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def names_layer(pattern: str, path: str, classes: Iterable[str] = (), *, within: bool = False) -> bool:
    """Whether a user who writes this means the layer.

    Args:
        pattern: A name (`dense_1`), a path or its last part (`encoder/dense_1`), a glob over one of them
            (`dense*`), in which `*` stands for slashes, too, or a class (`Dense`).
        path: The layer's path.
        classes: Names of its class; with `within` also of those of the layers around it.
        within: Whether a layer around this one may be meant: `encoder` then means all that is in it.
    """
    parts = path.split("/")
    ends = range(len(parts), 0, -1) if within else (len(parts),)
    return any(
        fnmatch.fnmatchcase("/".join(parts[start:end]), pattern) for end in ends for start in range(end)
    ) or any(fnmatch.fnmatchcase(name, pattern) for name in classes)

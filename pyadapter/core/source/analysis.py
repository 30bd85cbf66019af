"""All that a source says: what checks, code lenses and hovers are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pyadapter.core.causes.asking import raise_it
from pyadapter.core.source.arguments import is_known
from pyadapter.core.source.classes import own_classes
from pyadapter.core.source.diagnostics import diagnostics_of
from pyadapter.core.source.module import Module
from pyadapter.core.source.networks import networks_of
from pyadapter.core.source.trainings import trainings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.diagnostic import Diagnostic
    from pyadapter.core.source.network import Network
    from pyadapter.core.source.training import Training

_FAMILIES = ("keras", "tensorflow")
Part = TypeVar("Part")


@dataclass(frozen=True, eq=False)
class Analysis:
    """A file.

    Attributes:
        module: Its tree and names.
        networks: Models that are built in it.
        trainings: Calls of `compile` and `fit`.
        classes: What derives from Keras's classes.
        diagnostics: In the order of the text, those that the file itself ignores left out.
    """

    module: Module
    networks: tuple[Network, ...] = ()
    trainings: tuple[Training, ...] = ()
    classes: tuple[OwnClass, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def analyse(text: str, failed: Callable[[Exception], None] = raise_it) -> Analysis:
    """Read a file; never raises for what a user may have typed.

    Args:
        text: All of it; the cells of a notebook one after the other.
        failed: Is told of checks that raise: the others go on.
    """
    if not any(family in text for family in _FAMILIES):
        return Analysis(Module(""))
    module = Module(text)
    module.known = is_known
    classes = _read(partial(own_classes, module), failed)
    networks = _read(partial(networks_of, module, classes), failed)
    trainings = _read(partial(trainings_of, module, networks, classes), failed)
    found = diagnostics_of(module, networks, trainings, classes, failed)
    return Analysis(module, networks, trainings, classes, found)


def _read(reader: Callable[[], tuple[Part, ...]], failed: Callable[[Exception], None]) -> tuple[Part, ...]:
    """Return what a reader finds, nothing where it fails: what needs no networks is still checked."""
    try:
        return reader()
    except Exception as error:  # noqa: BLE001 -- told, by the one who has a log
        failed(error)
        return ()

"""Tensor breakpoints: which finding stops the run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.condition import compile_condition
from pyadapter.core.kinds import NEED_CONDITION
from pyadapter.core.layers import names_layer
from pyadapter.probe.layers import classes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.core.condition import Condition
    from pyadapter.core.finding import Kind, Location


@dataclass(frozen=True)
class _Place:
    """Where a finding must be: everywhere, as far as nothing is said."""

    layer: str
    file: str | None = None
    line: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> _Place:
        location = given.get("location") or {}
        return cls(str(given.get("layer") or "").strip(), location.get("file"), location.get("line"))

    def has(self, layer: str | None, location: Location | None) -> bool:
        return self.has_layer(layer) and self.has_location(location)

    def has_layer(self, layer: str | None) -> bool:
        return not self.layer or (
            layer is not None
            and (
                names_layer(self.layer, layer, within=True)
                or names_layer(self.layer, layer, classes_in(layer), within=True)
            )
        )

    def has_location(self, location: Location | None) -> bool:
        return self.line is None or (
            location is not None and location.line == self.line and _same_file(location.file, self.file or "")
        )


@dataclass(frozen=True)
class _Breakpoint:
    place: _Place
    condition: Condition | None
    strict: bool


@dataclass(frozen=True)
class _Settings:
    """All breakpoints, never changed: the thread that trains sees the ones before or the ones after."""

    by_kind: Mapping[Kind, tuple[_Breakpoint, ...]] = field(default_factory=dict)
    ignored: tuple[tuple[Kind | None, _Place], ...] = ()


class Breakpoints:
    """The kinds that stop, each where and on which condition; changed from the channel's thread at any time.

    Args:
        changed: Called after every change with the kinds whose breakpoints are others now.
    """

    def __init__(self, changed: Callable[[frozenset[Kind]], None] = lambda _: None) -> None:
        self._settings = _Settings()
        self._changed = changed

    def set(self, arguments: Mapping[str, Any]) -> None:
        """Replace all breakpoints.

        Args:
            arguments: The schema's `SetTensorBreakpointsArguments`.

        Raises:
            ConditionError: A condition is not one; nothing was changed.
        """
        by_kind: dict[Kind, tuple[_Breakpoint, ...]] = {}
        for given in arguments.get("breakpoints") or ():
            text = str(given.get("condition") or "").strip()
            if not text and given["kind"] in NEED_CONDITION:
                continue
            condition = compile_condition(text) if text else None
            made = _Breakpoint(_Place.of(given), condition, bool(given.get("strict")))
            by_kind[given["kind"]] = (*by_kind.get(given["kind"], ()), made)
        ignored = tuple((given.get("kind"), _Place.of(given)) for given in arguments.get("ignored") or ())
        before = self._settings.by_kind
        self._settings = _Settings(by_kind, ignored)
        kinds = before.keys() | by_kind.keys()
        self._changed(frozenset(kind for kind in kinds if before.get(kind) != by_kind.get(kind)))

    def conditions(self, kind: Kind) -> list[Condition]:
        """Return the conditions of a kind's breakpoints."""
        given = self._settings.by_kind.get(kind, ())
        return [each.condition for each in given if each.condition is not None]

    @property
    def any(self) -> bool:
        """Whether anything can stop at all."""
        return bool(self._settings.by_kind)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds that may stop."""
        return frozenset(self._settings.by_kind)

    def enabled(self, kind: Kind) -> bool:
        """Whether a finding of this kind may stop."""
        return kind in self._settings.by_kind

    def strict_at(self, location: Location | None) -> bool:
        """Whether every infinity that is made on a line is wanted, also one that may be meant."""
        return any(
            each.strict and each.place.line is not None and each.place.has_location(location)
            for each in self._settings.by_kind.get("inf", ())
        )

    def ignores(self, kind: Kind, layer: str | None, location: Location | None) -> bool:
        """Whether findings of a kind are ignored in a layer or on a line."""
        return any(
            ignored in (None, kind) and place.has(layer, location)
            for ignored, place in self._settings.ignored
        )

    def stops(
        self, kind: Kind, fields: Mapping[str, object], location: Location | None, *, meant: bool = False
    ) -> bool:
        """Whether a finding stops: one of its kind's breakpoints is set there and its condition holds.

        Args:
            kind: The finding's kind.
            fields: What conditions may name.
            location: Its line.
            meant: Whether it is an infinity that may be meant, which only a strict breakpoint stops at.
        """
        layer = fields.get("layer")
        return any(
            (each.strict or not meant)
            and each.place.has(str(layer) if layer else None, location)
            and (each.condition is None or each.condition.matches(fields))
            for each in self._settings.by_kind.get(kind, ())
        )


def _same_file(first: str, second: str) -> bool:
    # An editor may name a file by another way through links, or in another case.
    return first == second or (
        os.path.basename(first).lower() == os.path.basename(second).lower()  # noqa: PTH119 -- often, and fast
        and os.path.normcase(os.path.realpath(first)) == os.path.normcase(os.path.realpath(second))
    )

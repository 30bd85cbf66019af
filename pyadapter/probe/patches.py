"""Everything that the probe changes in the program it is a guest of: installed here, undone here.

Each patch says why it is there, so that `Patches.listing` is the whole truth about what is different.
"""

from __future__ import annotations

import functools
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_OWN_FOLDER = str(Path(__file__).resolve().parents[1])

logger = logging.getLogger("keras-debug.probe")


@dataclass(frozen=True)
class Patch:
    """One attribute of the program that is replaced.

    Attributes:
        owner: The class or module that has the attribute.
        name: The attribute.
        reason: Why the probe needs it.
        replace: Makes the new attribute of the original one.
    """

    owner: Any
    name: str
    reason: str
    replace: Callable[[Any], Any]


class Patches:
    """The patches that are in force."""

    def __init__(self) -> None:
        self._installed: list[tuple[Patch, Any, Any]] = []

    def install(self, patches: Iterable[Patch]) -> None:
        """Put patches into force; one that does not fit this version is logged and left out."""
        for patch in patches:
            try:
                original = vars(patch.owner)[patch.name]
                replacement = patch.replace(original)
                setattr(patch.owner, patch.name, replacement)
            except Exception:
                logger.exception("cannot patch %r: %s", patch.name, patch.reason)
                continue
            self._installed.append((patch, original, replacement))

    def undo(self) -> None:
        """Restore every attribute that is still ours, the last one first."""
        while self._installed:
            patch, original, replacement = self._installed.pop()
            # Somebody else may have wrapped ours since; what they hold keeps working.
            if vars(patch.owner).get(patch.name) is replacement:
                setattr(patch.owner, patch.name, original)

    def listing(self) -> list[tuple[str, str]]:
        """Return what is patched and why: `owner.attribute` and the reason."""
        return [
            (f"{getattr(patch.owner, '__name__', patch.owner)}.{patch.name}", patch.reason)
            for patch, _, _ in self._installed
        ]


def around(
    before: Callable[..., None] | None = None, after: Callable[..., None] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a `Patch.replace` that looks at a call without taking part in it.

    Args:
        before: Called with the arguments of the call.
        after: Called with the result and the arguments, also when the call raised (the result is then None).

    Returns:
        A function that wraps the original. An exception in `before` or `after` is logged, never raised.
    """

    def replace(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def wrapper(*arguments: Any, **named: Any) -> Any:
            if before is not None:
                contained(before, *arguments, **named)
            result = None
            try:
                result = original(*arguments, **named)
                return result
            finally:
                if after is not None:
                    contained(after, result, *arguments, **named)

        return wrapper

    return replace


def without_own_frames(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback without the frames of our wrappers, which say nothing to the user."""
    if trace is None:
        return None
    rest = without_own_frames(trace.tb_next)
    if trace.tb_frame.f_code.co_filename.startswith(_OWN_FOLDER):
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


def hide_own_frames(error: BaseException) -> None:
    """Take our wrappers out of the tracebacks of an error, and of those that led to it."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        following.__traceback__ = without_own_frames(following.__traceback__)
        following = following.__cause__ or following.__context__


def clean_excepthook() -> Patch:
    """Return the patch that prints an uncaught error as if it had not come through our wrappers."""

    def replace(original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            contained(hide_own_frames, error)
            original(kind, error, contained(without_own_frames, trace) or trace)

        return excepthook

    return Patch(sys, "excepthook", "the wrappers of the probe are not in the user's tracebacks", replace)


def failed(error: Exception) -> None:
    """Log a failure of the probe."""
    logger.error("failure in the probe, please report it: %s", error, exc_info=error)


def contained(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call a function of the probe; a failure in it is logged and stays out of the user's program.

    Returns:
        What the function returned, None when it failed.
    """
    try:
        return function(*arguments, **named)
    except Exception:
        logger.exception(
            "failure in the probe, please report it: %s", getattr(function, "__name__", function)
        )
        return None

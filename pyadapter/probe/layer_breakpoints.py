"""Breakpoints on layers: a stop when one is called, in the `call` of the user or on the line that led there.

The call of a layer whose class the user wrote is stopped at by debugpy itself, which asks here whether to:
inside `call`, at its first line. A layer of Keras is stopped at on the user's line that called it.
"""

from __future__ import annotations

import inspect
import sys
import weakref
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyadapter.core.layers import names_layer
from pyadapter.probe.counted import CountedBreakpoint
from pyadapter.probe.patches import Patch, Patches, around

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import CodeType, FrameType

    from pyadapter.probe.pauses import Pauses
    from pyadapter.probe.progress import Progress


class LayerBreakpoints:
    """The breakpoints on layers.

    Args:
        progress: Where training is.
        pauses: Makes the stops.
    """

    def __init__(self, progress: Progress, pauses: Pauses) -> None:
        self._progress = progress
        self._pauses = pauses
        self._breakpoints: list[CountedBreakpoint] = []
        self._patches = Patches()
        self._codes: weakref.WeakKeyDictionary[type, CodeType | None] = weakref.WeakKeyDictionary()

    def set(self, breakpoints: Iterable[Mapping[str, Any]]) -> None:
        """Replace all breakpoints; those that stay as they are go on counting.

        Args:
            breakpoints: The schema's `LayerBreakpoint`s.

        Raises:
            ConditionError: A condition is not one; nothing was changed.
        """
        earlier = {str(breakpoint_.given): breakpoint_ for breakpoint_ in self._breakpoints}
        self._breakpoints = [
            earlier.get(str(given)) or CountedBreakpoint.of(given, "layer") for given in breakpoints
        ]
        self.install()

    def install(self) -> None:
        """See calls of Keras's own layers, once Keras is imported and as long as there are breakpoints."""
        layer = getattr(sys.modules.get("keras.src.layers.layer"), "Layer", None)
        if not self._breakpoints or layer is None:
            self._patches.undo()
        elif not self._patches.listing():
            reason = "breakpoints on layers stop when the layer is called"
            self._patches.install([Patch(layer, "__call__", reason, around(before=self._called))])

    def entered(self, entered: FrameType) -> bool:
        """Whether debugpy shall stop at the entry of a function named `call`.

        Args:
            entered: Of that function.
        """
        if not entered.f_code.co_argcount or not self._breakpoints:
            return False
        names = entered.f_code.co_varnames
        count = entered.f_code.co_argcount + entered.f_code.co_kwonlyargcount
        layer = entered.f_locals.get(names[0])
        # A class and its base can both have a `call`: the entry is that of the outer one.
        if self._users_call(type(layer)) is not entered.f_code:
            return False
        inputs = [entered.f_locals.get(name) for name in names[1:count]]
        hit = self._hit(layer, inputs, entered)
        if hit is not None:
            self._pauses.announce(*hit)
        return hit is not None

    def _called(self, layer: Any, *arguments: Any, **named: Any) -> None:
        if self._users_call(type(layer)) is not None or not self._pauses.possible():
            return
        from pyadapter.probe.watch.frames import main_user_frame, user_frame  # noqa: PLC0415 -- imports numpy

        caller = sys._getframe(2)  # noqa: SLF001 -- inspect's twin is 50 times slower
        hit = self._hit(layer, [*arguments, *named.values()], caller)
        frame = user_frame(caller) or main_user_frame()
        if hit is not None and frame is not None:
            names = list(inspect.signature(layer.call).parameters)
            shown = {**dict(zip(names, arguments, strict=False)), **named, "layer": layer}
            self._pauses.pause(hit[0], frame, hit[1], shown)

    def _users_call(self, kind: type) -> CodeType | None:
        """Return the code of a class's `call` when the user wrote it and debugpy can stop there."""
        from pyadapter.probe.watch.frames import USER_FILES  # noqa: PLC0415 -- as above

        if kind not in self._codes:
            function = getattr(kind, "call", None)
            function = inspect.unwrap(getattr(function, "python_function", function) or kind)
            code = getattr(function, "__code__", None)
            is_layer = any(base.__name__ == "Layer" for base in kind.__mro__)
            fits = is_layer and code is not None and code.co_name == "call" and USER_FILES[code.co_filename]
            self._codes[kind] = code if fits else None
        return self._codes[kind]

    def _hit(self, layer: Any, inputs: list[Any], frame: FrameType) -> tuple[dict[str, Any], Any] | None:
        """Return what to tell of a call, and its first tensor, when a breakpoint wants it."""
        name = str(getattr(layer, "name", ""))
        classes = [base.__name__ for base in type(layer).__mro__]
        path: str | None = None
        for breakpoint_ in self._breakpoints:
            pattern = breakpoint_.given["layer"]
            if not names_layer(pattern, name, classes):
                if not set(pattern) & set("/*?["):
                    continue
                path = path or _path(name, frame)
                if not names_layer(pattern, path, classes):
                    continue
            values = list(_arrays(inputs))
            if not _eager(values):
                return None
            path = path or _path(name, frame)
            if self._wants(breakpoint_, path, values):
                return _event(breakpoint_.given["id"], layer, path), next(iter(values), None)
        return None

    def _wants(self, breakpoint_: CountedBreakpoint, path: str, values: list[Any]) -> bool:
        breakpoint_.seen += 1
        if breakpoint_.condition is not None:
            from pyadapter.probe.watch.fields import tensor_fields  # noqa: PLC0415 -- as above

            fields = tensor_fields(next(iter(values), None), breakpoint_.condition.names, self._progress)
            fields.update(layer=path, hits=breakpoint_.seen)
            if not breakpoint_.condition.matches(fields):
                return False
        return breakpoint_.hit()


def _path(name: str, frame: FrameType) -> str:
    from pyadapter.probe.watch.frames import site_of  # noqa: PLC0415 -- as above

    # The call of a layer of Keras is not on the stack yet.
    around_it = [owner for owner in (site_of(frame).layer or "").split("/") if owner]
    return "/".join(around_it if around_it[-1:] == [name] else [*around_it, name])


def _arrays(values: Any) -> Iterator[Any]:
    """Find the arrays in the arguments of a call."""
    from pyadapter.arrays import view  # noqa: PLC0415 -- as above

    if isinstance(values, (list, tuple)):
        for value in values:
            yield from _arrays(value)
    elif isinstance(values, dict):
        yield from _arrays(list(values.values()))
    elif view(values) is not None:
        yield values


def _eager(values: list[Any]) -> bool:
    """Whether a call computes: not while a model is built or a graph is made."""
    from pyadapter.arrays import view  # noqa: PLC0415 -- as above
    from pyadapter.probe.watch.values import executing_eagerly  # noqa: PLC0415 -- as above

    views = [view(value) for value in values]
    return executing_eagerly() and not any(seen is not None and seen.symbolic for seen in views)


def _event(id_: int, layer: Any, path: str) -> dict[str, Any]:
    from pyadapter.probe.watch.layer_lines import made_at  # noqa: PLC0415 -- as above

    location = made_at(layer)
    message = f"{path} ({type(layer).__name__}) is called"
    if location is not None:
        message += f"; it was made at {PurePath(location.file).name}:{location.line}"
    title = f"{path.rpartition('/')[2]} is called"
    return {"reason": "function breakpoint", "title": title, "message": message, "breakpoint": id_}

"""The script's own objects, by the expressions that reach them: what its names can tell about a batch."""

from __future__ import annotations

import sys
import threading
from types import FunctionType
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.frames import USER_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

MOST = 500
"""Names that are looked at in a frame or an object; a notebook can have thousands."""

INSIDE = 20
"""Entries of a container that are looked at."""


def user_frames() -> list[FrameType]:
    """List the frames of the user's code on all threads, the innermost of the main thread first."""
    frames = sys._current_frames()  # noqa: SLF001 -- documented, no public twin
    main = threading.main_thread().ident or 0
    found: list[FrameType] = []
    for thread in sorted(frames, key=lambda each: each != main):
        frame: FrameType | None = frames[thread]
        while frame is not None:
            if USER_FILES[frame.f_code.co_filename]:
                found.append(frame)
            frame = frame.f_back
    return found


def fitting_frame() -> FrameType | None:
    """Return the user's frame that called `fit` or another method of a model that works on batches."""
    for frame in sys._current_frames().values():  # noqa: SLF001 -- as above
        inner: FrameType | None = frame
        found: FrameType | None = None
        while inner is not None:
            code = inner.f_code
            if code.co_name in _WORKS and code.co_filename.endswith("trainer.py"):
                found = inner.f_back
            inner = inner.f_back
        while found is not None and not USER_FILES[found.f_code.co_filename]:
            found = found.f_back
        if found is not None:
            return found
    return None


_WORKS = frozenset({"fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch"})


def objects_in(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """List what expressions in a frame reach: its names, attributes of `self`, entries of containers.

    Names come before what is inside of something, so that the first expression for a value is the simplest.
    What runs code of its own to say what it is, as proxies and mocks do, is left out.
    """
    names = _plain({**dict(_first(frame.f_globals)), **dict(_first(frame.f_locals))})
    names = {name: value for name, value in names.items() if _is_itself(type(value))}
    yield from names.items()
    for name, value in names.items():
        yield from (each for each in _safely_inside(name, value) if _is_itself(type(each[1])))


def _is_itself(kind: type) -> bool:
    """Whether objects of a class do not answer for others when `isinstance` or an attribute is asked for."""
    return not any(
        "__class__" in vars(base) or isinstance(vars(base).get("__getattribute__"), FunctionType)
        for base in kind.__mro__[:-1]
    )


def _safely_inside(name: str, value: Any) -> list[tuple[str, Any]]:
    try:
        return list(_inside(name, value))
    except Exception:  # noqa: BLE001 -- a container that another thread changes, a class of its own kind
        return []


def _inside(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if type(value) in {tuple, list}:
        yield from ((f"{name}[{index}]", item) for index, item in enumerate(value[:INSIDE]))
    elif type(value) is dict:
        items = zip(list(value)[:INSIDE], list(value.values())[:INSIDE], strict=False)
        yield from ((f"{name}[{key!r}]", item) for key, item in items if isinstance(key, (str, int)))
    elif _of_the_user(type(value)):
        attributes = getattr(value, "__dict__", None)
        if type(attributes) is dict:
            yield from ((f"{name}.{key}", item) for key, item in _plain(dict(_first(attributes))).items())


def _of_the_user(kind: type) -> bool:
    """Whether the script defines a class: of others the attributes say nothing to its author."""
    module = sys.modules.get(kind.__module__)
    file = getattr(module, "__file__", None)
    return file is not None and USER_FILES[file]


def _first(names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    # A copy first: another thread may add names meanwhile.
    return list(dict(names).items())[:MOST]


def _plain(names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in names.items() if not name.startswith("_")}

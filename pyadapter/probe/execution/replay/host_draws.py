"""Random numbers that a step's Python code draws from `np.random` or `random`: a compiled step draws none.

A compiled step keeps the number that was drawn as it was traced; run eagerly, its code draws a new one. Data
sets draw too, in their own threads: only the thread that runs the step counts.
"""

from __future__ import annotations

import contextlib
import functools
import random
import sys
import threading
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.watch.frames import calling_frame, user_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MODULES: tuple[tuple[str, Any], ...] = (("np.random", np.random), ("random", random))


@contextlib.contextmanager
def host_draws(told: Callable[[str], None]) -> Iterator[None]:
    """Look out for draws of this thread in here.

    Args:
        told: Called with what was drawn and where, as `np.random.normal, line 9 of model.py`.
    """
    thread = threading.get_ident()
    replaced: list[tuple[Any, str, Any]] = []

    def wrap(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def draw(*arguments: Any, **named: Any) -> Any:
            if threading.get_ident() == thread:
                # A library's draws, as for a temporary name, are no part of the step.
                caller = calling_frame(sys._getframe(1))  # noqa: SLF001 -- documented, no public twin
                if caller is not None and user_frame(caller) is caller:
                    told(f"{name}, line {caller.f_lineno} of {PurePath(caller.f_code.co_filename).name}")
            return original(*arguments, **named)

        return draw

    for prefix, module in _MODULES:
        for name in module.__all__:
            original: Any = getattr(module, name, None)
            owner = getattr(original, "__self__", None)
            if isinstance(owner, (random.Random, np.random.RandomState)) and "state" not in name:
                setattr(module, name, wrap(f"{prefix}.{name}", original))
                replaced.append((module, name, original))
    try:
        yield
    finally:
        for module, name, original in replaced:
            setattr(module, name, original)

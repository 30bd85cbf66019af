"""Tensors that the program holds, found by the `_id` that ops were recorded with."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

from pyadapter.arrays import digest, view

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pyadapter.core.digest import TensorDigest


def alive(identities: Collection[int]) -> dict[int, Any]:
    """Return those of some tensors that are still there.

    The garbage collector knows all of them, so that nothing has to be kept for this while the program trains;
    it is asked only at a pause, and for them alone: who has a list of all objects holds tuples that other
    threads are just making, which fail then. About 40 ms for half a million objects.
    """
    module = sys.modules.get("tensorflow.python.framework.ops")
    kind = getattr(module, "EagerTensor", None)
    if kind is None or not identities:
        return {}
    wanted = frozenset(identities)
    return {
        value._id: value  # noqa: SLF001 -- what ops were recorded with
        for value in gc.get_referrers(kind)
        if type(value) is kind and value._id in wanted  # noqa: SLF001 -- as above
    }


def described(value: Any, out_of_time: Callable[[], bool]) -> TensorDigest | None:
    """Say what a tensor is like, from a sample once time is out; None for a handle of a resource."""
    seen = view(value)
    if seen is None or seen.dtype in {"resource", "variant"}:
        return None
    return digest(seen, level="none" if out_of_time() else "sampled", out_of_time=out_of_time)

"""Where the values of TensorFlow's tensors and variables are."""

from __future__ import annotations

import sys
from typing import Any

from pyadapter.arrays.device import DeviceValues
from pyadapter.arrays.host import HostValues
from pyadapter.arrays.operations import host_array, run


def library_class(module: str, name: str) -> Any:
    """Find a class of a library that is loaded; one that is not has no values either.

    Returns:
        The class, or an empty tuple (to which nothing is an instance).
    """
    found = getattr(sys.modules.get(module), name, ())
    return found if isinstance(found, type) else ()


def read_variable(variable: Any) -> Any:
    """Read a resource variable's value as an eager tensor that shares its memory."""
    return run("ReadVariableOp", [variable.handle], ("dtype", variable.dtype.as_datatype_enum))


def tensor_values(tensor: Any) -> HostValues | DeviceValues:
    """Give access to the values of an eager tensor."""
    return HostValues(host_array(tensor)) if on_host(tensor) else DeviceValues(tensor)


def on_host(tensor: Any) -> bool:
    """Whether an eager tensor's memory is the host's."""
    return "CPU" in (tensor.backing_device or "CPU")

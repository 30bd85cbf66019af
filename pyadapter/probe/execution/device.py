"""The device to train on, chosen before TensorFlow has touched one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def select_device(device: str) -> None:
    """Make TensorFlow see only the wanted device.

    `cpu` and memory growth are environment variables that are set before the script starts.

    Args:
        device: `auto`, `cpu`, `gpu` or `gpu:N`. A GPU that is not there is said on stderr; training goes on
            where it can.
    """
    kind, _, number = device.partition(":")
    if kind != "gpu":
        return
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    gpus = tf.config.list_physical_devices("GPU")
    index = int(number or 0)
    if index >= len(gpus):
        found = f"only {len(gpus)} GPU(s), numbered from 0" if gpus else "no GPU"
        sys.stderr.write(
            f'keras-debug: "device": "{device}" is not there: TensorFlow finds {found}. Training runs on '
            f"{'GPU:0' if gpus else 'the CPU'}. Install tensorflow[and-cuda], check CUDA_VISIBLE_DEVICES, "
            f'or set "device" to "auto".\n'
        )
    elif number:
        tf.config.set_visible_devices(gpus[index], "GPU")


def on_device_check() -> Callable[[Any], bool] | None:
    """Return a function that says whether a tensor in a device's memory is finite.

    Returns:
        None when TensorFlow sees the host only.
    """
    import tensorflow as tf  # noqa: PLC0415 -- as above

    if all(device.device_type == "CPU" for device in tf.config.list_physical_devices()):
        return None
    from tensorflow.python.eager import context, execute  # noqa: PLC0415 -- as above

    def finite(tensor: Any) -> bool:
        # CURT_HEALTH (mode 2) reads the tensor once, on the device, and answers with two numbers. Below
        # tapes and callbacks, as everything that the probe runs.
        attributes = ("output_dtype", 1, "T", tensor._datatype_enum(), "tensor_debug_mode", 2, "tensor_id", 0)  # noqa: SLF001
        summary = execute.quick_execute("DebugNumericSummaryV2", 1, [tensor], attributes, context.context())[
            0
        ]
        return float(summary._numpy()[1]) == 0.0  # noqa: SLF001 -- zero: nothing bad; `.numpy()` copies twice

    return finite

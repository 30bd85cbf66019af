"""Where a script that runs in this process trains: TensorFlow reads it from the environment."""

from __future__ import annotations

import os


def set_device(device: str, *, growth: bool = True) -> None:
    """Prepare the environment, before the script imports TensorFlow.

    Args:
        device: As the option `--device` has it; which GPU it is, is chosen when TensorFlow is there.
        growth: Whether memory of a GPU is taken as it is needed, unless the user has said so or otherwise.
    """
    if device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    if growth:
        os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")

"""Records a run, beside the probe or without it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pyadapter.probe.imports import ImportWatch
from pyadapter.probe.patches import Patches, clean_excepthook, contained

if TYPE_CHECKING:
    from pathlib import Path

    from pyadapter.probe.watch.recording_taps import RecordingTaps
    from pyadapter.probe.watch.run_recording import RunRecording

logger = logging.getLogger("keras-debug.probe")


class RecordedRun:
    """Waits for TensorFlow and Keras, then records.

    Args:
        file: Where the recording is written.
        script: The script, for the recording.
        execution: How models run, for the recording.
        limits: At most so many epochs, and steps in each; of a run beside the probe it is the probe that
            limits it.
    """

    def __init__(
        self, file: Path, script: str, execution: str, limits: tuple[int | None, int | None] = (None, None)
    ) -> None:
        self._limits = limits
        self._file = file
        self._header: dict[str, Any] = {"script": script, "execution": execution}
        self._patches = Patches()
        self._recording: RunRecording | None = None
        self._taps: RecordingTaps | None = None
        self._imports = ImportWatch(("tensorflow", "keras"), self._imported)

    @property
    def trained(self) -> bool:
        """Whether there was a step to record."""
        return self._recording is not None and self._recording.begun

    def start(self) -> None:
        """Wait for the script's imports."""
        self._patches.install([clean_excepthook()])
        self._imports.start()

    def close(self) -> None:
        """Record no more, and write what is left."""
        self._imports.stop()
        self._patches.undo()
        if self._recording is not None:
            contained(self._recording.close)

    def _imported(self, name: str) -> None:
        # Only now: these import numpy, which is the user's to import first.
        from pyadapter.probe.execution.limits import limit  # noqa: PLC0415
        from pyadapter.probe.watch.recording_taps import RecordingTaps  # noqa: PLC0415
        from pyadapter.probe.watch.run_recording import RunRecording  # noqa: PLC0415
        from pyadapter.probe.watch.training import keras_backend  # noqa: PLC0415

        if self._recording is None:
            self._recording = RunRecording(self._file, self._header)
            self._taps = RecordingTaps(self._recording)
        if self._taps is None:
            return
        if name == "tensorflow":
            self._patches.install(self._taps.tensorflow_patches())
        elif keras_backend() == "tensorflow":
            self._patches.install(self._taps.keras_patches())
            self._patches.install(limit(*self._limits))
        else:
            logger.warning("Keras runs on %s here; only its TensorFlow backend is recorded.", keras_backend())

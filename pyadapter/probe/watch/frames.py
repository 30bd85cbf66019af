"""Frames: which of them are the user's, and what the stack says about the op that has just run."""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.core.finding import Location

if TYPE_CHECKING:
    from types import CodeType, FrameType

    from pyadapter.core.finding import Phase

_OWN_FOLDER = os.path.normcase(str(Path(__file__).resolve().parents[2])) + os.sep


def _library_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib") if paths.get(name)]
    # A debuggee knows debugpy's copy of pydevd before it knows debugpy.
    for debugger in ("debugpy", "pydevd"):
        file = getattr(sys.modules.get(debugger), "__file__", None)
        if file:
            folders.append(str(Path(file).parent))
    return tuple({os.path.normcase(str(Path(folder))) + os.sep for folder in folders})


class UserFiles(dict[str, bool]):
    """Says of a `co_filename` whether the user wrote the file; a dict because it is asked for every frame.

    What is in site-packages or the standard library, frozen, made at run time (`<…>`), or part of this
    package is not the user's.
    """

    def __init__(self) -> None:
        super().__init__()
        self._libraries = _library_folders()

    def __missing__(self, filename: str) -> bool:
        self[filename] = answer = self._judge(filename)
        return answer

    def _judge(self, filename: str) -> bool:
        if filename.startswith("<"):
            return filename.startswith("<ipython")
        path = os.path.normcase(filename)
        parts = path.replace("\\", "/").split("/")
        if "site-packages" in parts or "dist-packages" in parts or "_pydevd_bundle" in parts:
            return False
        if path.startswith(_OWN_FOLDER):
            return False
        return not path.startswith(self._libraries)


USER_FILES = UserFiles()


@functools.lru_cache(maxsize=5000)
def is_of_tensorflow(filename: str) -> bool:
    """Whether a file is one of TensorFlow's or Keras'."""
    parts = filename.replace("\\", "/").split("/")
    return not USER_FILES[filename] and not {"tensorflow", "keras", "tf_keras"}.isdisjoint(parts)


def user_frame(frame: FrameType | None) -> FrameType | None:
    """Return the innermost frame of the user's code at or outside `frame`."""
    while frame is not None and not USER_FILES[frame.f_code.co_filename]:
        frame = frame.f_back
    return frame


def in_first_replica() -> bool:
    """Whether this is not another replica's thread, which sees the same variables a second time."""
    return getattr(threading.current_thread(), "replica_id", 0) == 0


def calling_frame(frame: FrameType | None) -> FrameType | None:
    """Return the innermost frame that is not the probe's: that of the caller of a patched function."""
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith("pyadapter."):
        frame = frame.f_back
    return frame


def main_user_frame() -> FrameType | None:
    """Return where the main thread is in the user's code: a worker thread may have no user frame."""
    return user_frame(sys._current_frames().get(threading.main_thread().ident or 0))  # noqa: SLF001 -- documented, no public twin


def location_of(frame: FrameType) -> Location:
    """Return where a frame is now."""
    return location_in(frame.f_code, frame.f_lineno)


def location_in(code: CodeType, line: int | None) -> Location:
    """Return a location in a function."""
    function = code.co_name
    return Location(
        code.co_filename, line or code.co_firstlineno, None if function == "<module>" else function
    )


def line_at(code: CodeType, instruction: int) -> int | None:
    """Return the line of the instruction at `f_lasti`."""
    for start, end, line in code.co_lines():
        if start <= instruction < end:
            return line
    return None


@dataclass(frozen=True)
class Site:
    """What the stack says about an op.

    Attributes:
        frame: The innermost user frame of this thread, else the main thread's; None when neither has one.
        live: Whether `frame` belongs to this thread.
        phase: The part of the training step.
        layer: Path of layer names joined by slashes.
        gradient_of: Locals of TensorFlow's `_gradient_function` while it runs the gradient of an op:
            `op_name`, `inputs`, `outputs`, `forward_pass_name_scope`.
        model: The Keras model that is being trained or evaluated.
        predictions: What it has predicted, while its loss is computed.
        repaired: Whether Keras replaces what is not finite here a few lines later.
        in_library: Whether a loss, a metric or an optimizer of Keras ran the op, not a line of the user's.
    """

    frame: FrameType | None
    live: bool
    phase: Phase
    layer: str | None
    gradient_of: dict[str, Any] | None
    model: Any = None
    predictions: Any = None
    repaired: bool = False
    in_library: bool = False


def site_of(frame: FrameType | None) -> Site:
    """Read the stack from `frame` outwards; about 20 µs, so only for what has already been seen to be bad."""
    user: FrameType | None = None
    phase: Phase | None = None
    gradient: dict[str, Any] | None = None
    model: Any = None
    predictions: Any = None
    repaired = in_library = False
    layers: list[str] = []
    seen: list[int] = []
    kinds = layer_types()
    while frame is not None:
        code = frame.f_code
        if user is None and USER_FILES[code.co_filename]:
            user = frame
        phase = _outer_phase(phase, _phase_of(code))
        repaired = repaired or (user is None and _is_repairer(code))
        in_library = phase is not None if user is None else in_library
        if code.co_name == "_gradient_function" and gradient is None and user is None:
            gradient = dict(frame.f_locals)
        elif code.co_name == "__call__" and kinds:
            owner = frame.f_locals.get("self")
            if isinstance(owner, kinds) and id(owner) not in seen:
                seen.append(id(owner))
                layers.append(str(getattr(owner, "name", type(owner).__name__)))
        elif code.co_name == "update_step" and not layers:
            layers += _updated_layer(frame.f_locals)
        elif code.co_name in _STEPS:
            owner = frame.f_locals.get("self")
            model = owner if kinds and isinstance(owner, kinds) else model
            if predictions is None and code.co_name == "_compute_loss":
                predictions = frame.f_locals.get("y_pred")
        frame = frame.f_back
    live = user is not None
    path = "/".join(reversed(layers)) or None
    if gradient is not None:
        path = layers_in(str(gradient.get("forward_pass_name_scope") or ""), model) or path
    return Site(
        user if live else main_user_frame(),
        live,
        phase or "forward",
        path,
        gradient,
        model,
        predictions,
        repaired,
        in_library,
    )


_REPAIRERS = {
    "result": "/keras/src/metrics/regression_metrics.py",  # R2Score: labels that are all the same
    "transform_images": "/image_preprocessing/auto_contrast.py",  # images of one colour
}
"""Functions of Keras that divide by zero and replace the result with `where`, and their files."""


def _is_repairer(code: CodeType) -> bool:
    file = _REPAIRERS.get(code.co_name)
    return file is not None and code.co_filename.replace("\\", "/").endswith(file)


def _outer_phase(inner: Phase | None, found: Phase | None) -> Phase | None:
    # A metric calls loss functions, and what a metric does is the metric's.
    return found if found is not None and (inner is None or found == "metric") else inner


def _updated_layer(update_step: dict[str, Any]) -> list[str]:
    """Return the layer whose weight an optimizer updates; none when that is not known."""
    variable = update_step.get("variable")
    for weight in getattr(update_step.get("self"), "_trainable_variables", ()):
        if variable is weight or variable is getattr(weight, "_value", None):
            return [str(getattr(weight, "path", "")).rpartition("/")[0]]
    return []


def layers_in(scope: str, model: Any) -> str:
    """Return the layers in a name scope, without the scopes that TensorFlow's own functions open."""
    parts = [part for part in scope.split("/") if part]
    try:
        names = {layer.name for layer in model._flatten_layers()}  # noqa: SLF001 -- `layers` are the outermost
    except AttributeError:  # a hand-written loop has no model
        return "/".join(parts)
    return "/".join(part for part in parts if part in names)


_STEPS = frozenset({"train_step", "test_step", "predict_step", "_compute_loss", "fit", "evaluate", "predict"})


def layer_types() -> tuple[type, ...]:
    """Return the classes of layers of the Keras that is imported."""
    modules = (
        ("keras.src.layers.layer", "Layer"),
        ("tf_keras.src.engine.base_layer", "Layer"),
    )
    found = (getattr(sys.modules.get(module), name, None) for module, name in modules)
    return tuple(kind for kind in found if isinstance(kind, type))


_PHASES: dict[CodeType, Phase | None] = {}


def _phase_of(code: CodeType) -> Phase | None:
    if code in _PHASES:
        return _PHASES[code]
    found = _judge_phase(code.co_filename.replace("\\", "/"), code.co_name)
    if len(_PHASES) < 10_000:  # noqa: PLR2004 -- only a bound on memory
        _PHASES[code] = found
    return found


_PLACES: tuple[tuple[str, Phase], ...] = (
    ("/keras/src/metrics/", "metric"),
    ("/keras/src/losses/", "loss"),
    ("/keras/src/optimizers/", "optimizer"),
    ("/keras/src/callbacks/callback_list.py", "epoch"),
)
_FUNCTIONS: dict[str, Phase] = {
    "compute_metrics": "metric",
    "update_state": "metric",
    "compute_loss": "loss",
    "_compute_loss": "loss",
    "scale_loss": "loss",
    "train_step": "forward",
    "test_step": "forward",
    "predict_step": "forward",
}
_GRADIENTS = frozenset({"_gradient_function", "gradient", "jacobian", "batch_jacobian"})


def _judge_phase(path: str, name: str) -> Phase | None:
    if path.endswith("tensorflow/python/eager/backprop.py"):
        return "backward" if name in _GRADIENTS else None
    for place, phase in _PLACES:
        if place in path:
            return phase
    return _FUNCTIONS.get(name)

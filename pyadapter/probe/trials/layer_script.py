"""Imports a script for what it defines, without its training."""

from __future__ import annotations

import importlib.util
import sys
import tokenize
import types
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.layer_source import class_names
from pyadapter.probe.imports import ImportWatch
from pyadapter.probe.patches import Patch, Patches, without_own_frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TRAINING = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")


class ImportEnds(BaseException):
    """Unwinds the script; not an `Exception`, so that the script does not catch it."""


@dataclass
class Usage:
    """The first call that the script itself makes of an object of its own classes.

    Attributes:
        arguments: What it was given: shapes and dtypes, no tensors. As the call had them, in position.
        named: The same by name.
    """

    arguments: tuple[Any, ...]
    named: dict[str, Any]


@dataclass
class Script:
    """A script that has been imported.

    Attributes:
        file: Its path.
        source: Its text.
        module: The module, with all that was defined until the import ended.
        notes: Why the import ended early, in words.
        used: By class name: how the script calls it.
    """

    file: Path
    source: str
    module: types.ModuleType
    notes: list[str] = field(default_factory=list)
    used: dict[str, Usage] = field(default_factory=dict)


def import_script(file: Path, wanted: str | None, note_call: Callable[[Any, Any], Any]) -> Script:
    """Import a script as a module: what stands under `if __name__ == "__main__"` does not run.

    The first training at top level ends the import once all that is wanted is defined; before that it is
    passed over. So does an error: the script may fail in the very layer that is to be tried.

    Args:
        file: The script.
        wanted: The class or function; by default all classes of the script.
        note_call: Makes shapes and dtypes of the arguments and the named arguments of a call.

    Raises:
        SyntaxError: It is no Python.
        Exception: Whatever the script raised before what is wanted was defined.
    """
    with tokenize.open(file) as stream:  # in the encoding that Python would read it in
        source = stream.read()
    names = (wanted,) if wanted is not None else class_names(source)
    script = Script(file, source, types.ModuleType(_module_name(file)))
    module = script.module
    module.__file__ = str(file)
    sys.modules[module.__name__] = module
    sys.path.insert(0, str(file.parent))
    sys.argv = [str(file)]
    guard = _Guard(script, names, note_call)
    guard.watch.start()
    try:
        exec(compile(source, str(file), "exec"), vars(module))  # noqa: S102 -- as importing it would
    except ImportEnds:
        pass
    except (Exception, SystemExit) as error:
        if not guard.complete():
            raise
        line = _line_of(error, file)
        script.notes.append(
            f"The script ended with {type(error).__name__}" + (f" at line {line}." if line else ".")
        )
    finally:
        guard.watch.stop()
        guard.patches.undo()
    return script


def _module_name(file: Path) -> str:
    """Return the script's own name where no module has it: configurations and pickles refer to it."""
    name = file.stem
    taken = name in sys.modules or not name.isidentifier()
    if not taken:
        try:
            taken = importlib.util.find_spec(name) is not None
        except (ImportError, ValueError):
            taken = True
    return f"script_{name}".replace("-", "_") if taken else name


def _line_of(error: BaseException, file: Path) -> int | None:
    line, trace = None, without_own_frames(error.__traceback__)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
            if trace.tb_frame.f_code.co_name == "<module>":
                return line
        trace = trace.tb_next
    return line


class _Guard:
    """Keeps the script from training, and notes how it calls its classes."""

    def __init__(self, script: Script, names: tuple[str, ...], note_call: Callable[[Any, Any], Any]) -> None:
        self._script = script
        self._names = names
        self._note_call = note_call
        self.patches = Patches()
        self.watch = ImportWatch(("tensorflow", "keras"), self._imported)

    def complete(self) -> bool:
        """Whether all that is wanted is defined."""
        return all(hasattr(self._script.module, name) for name in self._names)

    def _imported(self, name: str) -> None:
        if name == "tensorflow":
            from tensorflow.python.eager import backprop  # noqa: PLC0415 -- only once the script has imported it

            reason = "a loop that trains by hand ends the import"
            self.patches.install([Patch(backprop.GradientTape, "__enter__", reason, self._loop)])
            return
        from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 -- as above
        from keras.src.layers.layer import Layer  # noqa: PLC0415 -- as above

        reason = "training ends the import"
        self.patches.install([
            *(Patch(TensorFlowTrainer, each, reason, self._trains(each)) for each in _TRAINING),
            Patch(Layer, "__call__", "which shapes the script gives to its layers", self._called),
        ])  # fmt: skip

    def _trains(self, name: str) -> Callable[[Any], Any]:
        def replace(original: Any) -> Any:
            del original

            def train(model: Any, *arguments: Any, **named: Any) -> Any:
                del arguments, named
                self._end(f"{name}()")
                history = types.SimpleNamespace(history=defaultdict(list), epoch=[], params={}, model=model)
                return history if name == "fit" else 0.0

            return train

        return replace

    def _loop(self, original: Any) -> Any:
        def enter(tape: Any) -> Any:
            self._end("a GradientTape")
            return original(tape)

        return enter

    def _called(self, original: Any) -> Any:
        script, note_call = self._script, self._note_call

        def call(layer: Any, *arguments: Any, **named: Any) -> Any:
            kind = type(layer)
            if kind.__module__ == script.module.__name__ and kind.__name__ not in script.used:
                noted = note_call(arguments, named)
                if noted is not None:
                    script.used[kind.__name__] = Usage(*noted)
            return original(layer, *arguments, **named)

        return call

    def _end(self, what: str) -> None:
        line, frame = None, sys._getframe(2)  # noqa: SLF001 -- inspect reads the source, too
        while frame is not None:
            if frame.f_code.co_filename == str(self._script.file):
                line = frame.f_lineno
            frame = frame.f_back  # type: ignore[assignment]  # checked in the loop's head
        place = f" at line {line}" if line else ""
        if self.complete():
            note = f"The import ended at the training: {what}{place} was not run."
            self._script.notes.append(note)
            raise ImportEnds
        self._script.notes.append(f"{what}{place} was passed over.")

"""Launch and attach configurations: checked, our part taken out, and its meaning put into debugpy's part."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from pyadapter.adapter import interpreter
from pyadapter.adapter.errors import (
    MISSING_SCRIPT,
    NO_TARGET,
    PORT_IN_USE,
    UNREADABLE_DIRECTORY,
    UNREADABLE_SCRIPT,
    WRONG_ATTRIBUTES,
    AdapterError,
)
from pyadapter.core import kinds
from pyadapter.core.condition import problem_with
from pyadapter.protocol.validation import attribute_problems, own_attributes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.protocol.generated import (
        ProbeConfiguration,
        SetTensorBreakpointsArguments,
        TensorBreakpoint,
    )

Arguments = dict[str, Any]


class Configuration:
    """A checked configuration.

    Attributes:
        request: What it came with.
        own: Our attributes, as the client gave them.
        for_debugpy: The attributes to hand to debugpy.
        no_debug: Whether the script shall simply run.
        breakpoints: The attribute `tensorBreakpoints`, or what a first run stops at.
    """

    def __init__(self, request: Literal["launch", "attach"], arguments: Arguments) -> None:
        """Check a configuration.

        Raises:
            AdapterError: It cannot work; the text says what to change.
        """
        problems = [*attribute_problems(request, arguments)]
        if problems:
            raise AdapterError(WRONG_ATTRIBUTES, problems=" ".join(problems))
        self.request = request
        self.own = {name: value for name, value in arguments.items() if name in own_attributes()}
        self.for_debugpy = {name: value for name, value in arguments.items() if name not in self.own}
        self.no_debug = bool(arguments.get("noDebug"))
        self.breakpoints = _breakpoints(self.own.get("tensorBreakpoints", kinds.DEFAULT))
        self._given_environment = arguments.get("env")
        if request == "launch":
            self._prepare_launch()
        else:
            _check_listen(arguments.get("listen"))

    @property
    def replays(self) -> bool:
        """Whether training runs compiled, and steps of it can be run again."""
        return self.own.get("execution") == "replay" and not self.no_debug

    def probe(self, breakpoints: SetTensorBreakpointsArguments) -> ProbeConfiguration:
        """Return what the probe is told, apart from where to call.

        Args:
            breakpoints: The breakpoints of all sources.
        """
        probe: ProbeConfiguration = {
            "breakpoints": breakpoints["breakpoints"],
            "ignored": breakpoints.get("ignored", []),
            "layers": breakpoints.get("layers", []),
            "data": breakpoints.get("data", []),
            "execution": self.own.get("execution", "eager"),
            "snapshotEvery": self.own.get("snapshotEvery"),
            "replayMemory": self.own.get("replayMemory"),
            "snapshotsOn": self.own.get("snapshotsOn", "device"),
            "device": self.own.get("device", "auto"),
            "maxEpochs": self.own.get("maxEpochs"),
            "maxStepsPerEpoch": self.own.get("maxStepsPerEpoch"),
            "memoryBudget": self.own.get("memoryBudget"),
            "statistics": self.own.get("statistics", "full"),
            "panels": True,
        }
        return probe

    def of_child(self, arguments: Arguments) -> Arguments:
        """Return debugpy's configuration of a child session with our part in it again."""
        child = {"type": "keras", **arguments, **self.own}
        if "env" in child:
            child.pop("env")
            if self._given_environment is not None:
                child["env"] = self._given_environment
        return child

    def _prepare_launch(self) -> None:
        arguments = self.for_debugpy
        directory, program, module = arguments.get("cwd"), arguments.get("program"), arguments.get("module")
        # An empty text is what a form leaves of a field that was not filled in.
        for name in ("program", "module", "cwd", "python"):
            if arguments.get(name) in ("", [], None):
                arguments.pop(name, None)
        if not program and not module and not arguments.get("code"):
            raise AdapterError(NO_TARGET)
        if directory:
            _check_directory(directory)
        if program:
            _check_script(Path(directory or "", program))
        environment = self._environment(arguments.get("env") or {})
        if environment:
            arguments["env"] = environment
        if not self.no_debug:
            python = arguments.get("python", [])
            interpreter.check([python] if isinstance(python, str) else python, environment, directory, module)

    def _environment(self, given: dict[str, str | None]) -> dict[str, str | None]:
        environment = dict(given)
        if self.own.get("device") == "cpu":
            environment["CUDA_VISIBLE_DEVICES"] = "-1"
        growth = "TF_FORCE_GPU_ALLOW_GROWTH"
        if self.own.get("memoryGrowth", True) and growth not in os.environ:
            environment.setdefault(growth, "true")
        return environment


def _breakpoints(attribute: Sequence[Any]) -> list[TensorBreakpoint]:
    breakpoints: list[TensorBreakpoint] = []
    for place, item in enumerate(attribute):
        breakpoint_ = cast("TensorBreakpoint", item if isinstance(item, dict) else {"kind": item})
        condition = breakpoint_.get("condition", "").strip()
        problem = problem_with(condition, kind=breakpoint_["kind"]) if condition else None
        if problem is not None:
            problem = f'"tensorBreakpoints[{place}].condition" cannot be used: {problem}'
            raise AdapterError(WRONG_ATTRIBUTES, problems=problem)
        breakpoints.append(breakpoint_)
    return breakpoints


def _check_directory(directory: str) -> None:
    try:
        os.scandir(directory).close()
    except OSError as error:
        reason = error.strerror or error
        raise AdapterError(UNREADABLE_DIRECTORY, directory=directory, reason=reason) from error


def _check_script(program: Path) -> None:
    try:
        # A folder with a main module runs like a script.
        (program / "__main__.py" if program.is_dir() else program).open("rb").close()
    except FileNotFoundError as error:
        if program.is_dir():
            reason = "it is a folder without __main__.py"
            raise AdapterError(UNREADABLE_SCRIPT, program=program, reason=reason) from error
        raise AdapterError(MISSING_SCRIPT, program=program) from error
    except OSError as error:
        raise AdapterError(UNREADABLE_SCRIPT, program=program, reason=error.strerror or error) from error


def _check_listen(listen: Any) -> None:
    """Find out what debugpy would not survive: a port that is in use."""
    if not isinstance(listen, dict) or not isinstance(listen.get("port"), int) or not listen["port"]:
        return
    host, port = str(listen.get("host", "127.0.0.1")), listen["port"]
    try:
        socket.create_server((host, port)).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AdapterError(PORT_IN_USE, host=host, port=port, reason=reason) from error

"""Runs a script up to its training, and tries something there instead."""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

from pyadapter.probe.trials.interception import Call, Interception
from pyadapter.terminal.command import USAGE_ERROR
from pyadapter.terminal.device import set_device
from pyadapter.terminal.script import StopRun, run_script
from pyadapter.terminal.style import Page, say
from pyadapter.terminal.trials.places import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.finding import Location
    from pyadapter.terminal.trials.command import Options

Answer = tuple[str, dict[str, Any], int]
"""The text, what is written as JSON, and the exit code."""


class Trial:
    """One trial of one script.

    Args:
        options: What was asked for.
        ask: Tries it at the call of `fit`.
    """

    def __init__(self, options: Options, ask: Callable[[Call, Options, Page], Answer]) -> None:
        self.code: int | None = None
        """The exit code, once there is an answer."""
        self._options, self._ask = options, ask

    def called(self, call: Call) -> None:
        """Try it, print, and end the script.

        Raises:
            StopRun: The script shall end here.
        """
        sys.stdout.flush()
        self._answer(*self._ask(call, self._options, Page.of(sys.stderr)))

    def looped(self, location: Location | None) -> None:
        """Say that there is a loop of the user's.

        Raises:
            StopRun: As above.
        """
        command = self._options.command
        where = "The script" if location is None else shown(location)
        self._answer(
            f"keras-debug: {where} trains in a loop of its own, without fit, where {command} takes over.\n"
            "Put the body of the loop into `train_step` of your keras.Model and call `fit`: it may stay as "
            "it is.\nOr let the loop see one batch over and over, `data.take(1).repeat(1000)`, "
            "and look at its loss.\n`keras-debug run` watches loops as well.",
            {"verdict": "no-fit"},
            USAGE_ERROR,
        )

    def _answer(self, text: str, wire: dict[str, Any], code: int) -> None:
        say(sys.stderr, f"\n{text}\n")
        self.code = code
        file = self._options.json
        if file is not None:
            try:
                whole = {"version": 1, "command": self._options.command, **wire}
                file.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            except OSError as error:
                say(sys.stderr, f"keras-debug: {file} cannot be written: {error}\n")
        raise StopRun


def run(options: Options) -> int:
    """Run the script and report.

    Returns:
        The exit code for this process.
    """
    set_device(options.device)
    trial = Trial(options, _ask_of(options.command))
    interception = Interception(trial.called, trial.looped, options.number, options.device)
    interception.start()
    _, code = run_script(options.script, options.arguments)
    interception.close()
    if trial.code is not None:
        return trial.code
    if code:
        return code
    lines = Page.of(sys.stderr).wrapped(_without_fit(options, interception), "")
    say(sys.stderr, "\n".join(lines) + "\n")
    return USAGE_ERROR


def _ask_of(command: str) -> Callable[[Call, Options, Page], Answer]:
    """Return what tries a command; a command loads no more than it needs."""
    module = importlib.import_module(f"pyadapter.terminal.trials.{command.replace('-', '_')}")
    found: Callable[[Call, Options, Page], Answer] = module.ask
    return found


def _without_fit(options: Options, interception: Interception) -> str:
    name = f"keras-debug {options.command}"
    if interception.backend not in {None, "tensorflow"}:
        return (
            f"keras-debug: Keras runs on {interception.backend} here, and {name} needs its TensorFlow "
            "backend: set KERAS_BACKEND=tensorflow."
        )
    if interception.seen:
        times = "once" if interception.seen == 1 else f"{interception.seen} times"
        return f"keras-debug: the script calls fit {times} only; there is no call {options.number} (--fit)."
    return (
        f"keras-debug: the script has ended without a call of fit or train_on_batch, where {name} takes "
        "over. Does it train only with some argument? Give it behind the script's name. Is the training in a "
        "module, or in a notebook? Give a script that runs it."
    )

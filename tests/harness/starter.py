"""Runs small training scripts with `keras-debug run`, each in a process that starts in a second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "PYTHONIOENCODING": "utf-8"}
LONGEST = 120
"""Seconds after which a run is ended, if nothing else is said."""
TIMED_OUT = -14
"""Exit code of a run that was ended; it is that of SIGALRM."""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    output: str
    report: dict[str, Any]

    @property
    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.report["findings"]
        return found


class Starter:
    """Runs `keras-debug run`, one at a time.

    On Linux a process that has imported Keras, and done nothing else with it, makes a copy of
    itself for each run: a second instead of six.
    """

    def __init__(self) -> None:
        self._server: subprocess.Popen[str] | None = None
        if sys.platform == "linux":
            self._server = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("fork_server.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env={**os.environ, **ENVIRONMENT},
            )

    def run(self, directory: Path, *arguments: str, seed: int = 1, longest: int = LONGEST) -> Ended:
        """Run `keras-debug run --report … ARGUMENTS` in a folder.

        Args:
            directory: An empty folder; report and output are written there, too.
            arguments: Options and the script.
            seed: Where the script's random numbers start; on Linux alone.
            longest: Seconds after which the run is ended, with `TIMED_OUT` as its code.
        """
        return self.command(directory, "run", "--report", *arguments, seed=seed, longest=longest)

    def command(
        self,
        directory: Path,
        name: str,
        option: str | None,
        *arguments: str,
        seed: int = 1,
        longest: int = LONGEST,
    ) -> Ended:
        """Run a command whose `option` is where it writes its JSON; None where it writes none."""
        report, output = directory / "report.json", directory / "output.txt"
        command = [name, *([option, str(report)] if option else ()), *arguments]
        if self._server is not None and self._server.stdin and self._server.stdout:
            request = {
                "arguments": command,
                "directory": str(directory),
                "output": str(output),
                "seed": seed,
                "longest": longest,
            }
            self._server.stdin.write(json.dumps(request) + "\n")
            self._server.stdin.flush()
            code = int(self._server.stdout.readline())
        else:
            code = _run_afresh(command, directory, output, longest)
        text = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
        return Ended(code, text, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {})

    def close(self) -> None:
        """End the server."""
        if self._server is not None and self._server.stdin:
            self._server.stdin.close()
            self._server.wait(10)


def _run_afresh(command: list[str], directory: Path, output: Path, longest: int) -> int:
    with output.open("w", encoding="utf-8") as stream:
        try:
            return subprocess.run(
                [sys.executable, str(ROOT / "pyadapter"), *command],
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=directory,
                env={**os.environ, **ENVIRONMENT},
                check=False,
                timeout=longest,
            ).returncode
        except subprocess.TimeoutExpired:
            return TIMED_OUT

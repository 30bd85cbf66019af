"""debugpy's own adapter: started as a child process, or found behind a port."""

from __future__ import annotations

import contextlib
import importlib.util
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from pyadapter.adapter import parent_death
from pyadapter.adapter.endpoint import Endpoint
from pyadapter.adapter.errors import DEBUGPY_MISSING, NOTHING_LISTENS, AdapterError

if TYPE_CHECKING:
    from pyadapter.adapter.log import Log

_CONNECT_SECONDS = 5
_KEPT_STDERR = 4_000
"""Characters of what debugpy's adapter last said on stderr; it says something only when it cannot start."""


class Upstream(Protocol):
    """debugpy as the session sees it."""

    endpoint: Endpoint

    def close(self) -> None:
        """Tell it that nothing more will come; a healthy one ends its session then."""

    def wait(self, seconds: float | None) -> bool:
        """Wait for its end; return whether it came in time."""

    def kill(self) -> None:
        """End it at once, from any thread."""


class ChildAdapter:
    """debugpy's adapter as our child, which talks DAP on its stdin and stdout.

    Must be made on the main thread, see `parent_death`.

    Raises:
        AdapterError: There is no debugpy, or it could not be started.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        # Without `--log-dir`: debugpy hands that on to the debuggee, which becomes slow, and bounds no file.
        # Who needs those logs sets DEBUGPY_LOG_DIR.
        command = [sys.executable, str(_debugpy_directory() / "adapter")]
        try:
            self._process = subprocess.Popen(  # noqa: S603, our own interpreter and debugpy
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                preexec_fn=parent_death.die_with_parent(),  # noqa: PLW1509, no thread runs yet
            )
        except OSError as error:
            raise AdapterError(DEBUGPY_MISSING, python=sys.executable, reason=error) from error
        try:
            self._guard = parent_death.watch(self._process)
        except OSError as error:
            log.write(f"debugpy will outlive a crash of this process: {error}")
        self.endpoint = Endpoint(
            "debugpy", _require(self._process.stdout), _require(self._process.stdin), log
        )
        threading.Thread(target=self._keep_stderr, name="debugpy stderr", daemon=True).start()

    def close(self) -> None:
        """See `Upstream`."""
        with contextlib.suppress(OSError):
            _require(self._process.stdin).close()

    def wait(self, seconds: float | None) -> bool:
        """See `Upstream`."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self._log.write(f"debugpy's adapter ended with code {code}")
        return True

    def kill(self) -> None:
        """See `Upstream`."""
        self._log.write("killing debugpy's adapter")
        with contextlib.suppress(OSError):
            self._process.kill()

    def _keep_stderr(self) -> None:
        stream = _require(self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            text = stream.read().decode("utf-8", "replace")
            if text:
                self._log.write(f"debugpy's adapter said: {text[-_KEPT_STDERR:]}")


class RemoteAdapter:
    """debugpy's adapter behind a port: of `debugpy.listen`, or of the parent of a child session.

    Raises:
        AdapterError: Nothing listens there.
    """

    def __init__(self, address: tuple[str, int], log: Log) -> None:
        host, port = address
        try:
            self._socket = socket.create_connection(address, _CONNECT_SECONDS)
        except OSError as error:
            reason = error.strerror or error
            raise AdapterError(NOTHING_LISTENS, host=host, port=port, reason=reason) from error
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader, writer = self._socket.makefile("rb"), self._socket.makefile("wb")
        self.endpoint = Endpoint("debugpy", reader, writer, log)

    def close(self) -> None:
        """See `Upstream`."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def wait(self, seconds: float | None) -> bool:  # noqa: ARG002, the interface's
        """See `Upstream`; whatever lives behind the port is not ours to wait for."""
        return True

    def kill(self) -> None:
        """See `Upstream`; only the connection is ended."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)


def _debugpy_directory() -> Path:
    """Return debugpy's folder without importing it."""
    spec = importlib.util.find_spec("debugpy")
    if spec is None or spec.origin is None:
        raise AdapterError(DEBUGPY_MISSING, python=sys.executable, reason="it was not found")
    return Path(spec.origin).parent


def _require(pipe: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe that was asked for; Popen's type says it may be None."""
    if pipe is None:
        raise AssertionError
    return pipe

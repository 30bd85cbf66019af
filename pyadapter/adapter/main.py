"""The adapter process: DAP on stdin and stdout, debugpy behind it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from pyadapter.adapter.endpoint import Endpoint, check
from pyadapter.adapter.errors import AdapterError, error_body
from pyadapter.adapter.log import Log
from pyadapter.adapter.process import Process
from pyadapter.adapter.upstream import ChildAdapter, RemoteAdapter, Upstream
from pyadapter.protocol.framing import ProtocolError, Reader, read_message

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run the debug adapter until its client is gone.

    Args:
        arguments: `[--log-dir DIR] [--connect HOST:PORT]`; with the latter, debugpy's adapter is not started
            but found there: that of `debugpy.listen`, or of the parent of a child session.

    Returns:
        Never, in fact: the process ends here, because a thread may be reading stdin, and the interpreter
        aborts when it is finalized meanwhile.
    """
    parser = argparse.ArgumentParser(prog="keras-debug adapter", description="DAP on stdin and stdout.")
    parser.add_argument("--log-dir", metavar="DIR", help="write logs into this folder")
    parser.add_argument("--connect", metavar="HOST:PORT", type=_address, help="find debugpy there")
    options = parser.parse_args(arguments)

    reader, writer = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # A stray print must not get between the messages.
    log = Log(options.log_dir)
    client = Endpoint("client", reader, writer, log)
    code = 1
    try:
        upstream: Upstream = RemoteAdapter(options.connect, log) if options.connect else ChildAdapter(log)
    except AdapterError as error:
        log.write(f"cannot begin: {error}")
        refuse(error, reader, client)
    else:
        code = Process(client, upstream, log).run()
    log.write(f"ends with code {code}")
    log.close()
    os._exit(code)


def refuse(error: AdapterError, reader: Reader, client: Endpoint) -> None:
    """Tell a client why there can be no session, where it shows that best: when it launches or attaches."""
    capabilities = {"supportsConfigurationDoneRequest": True}
    try:
        while True:
            request = read_message(reader)
            check(request)
            if request["type"] != "request":
                continue
            command = request["command"]
            answer = {"type": "response", "request_seq": request["seq"], "command": command, "success": True}
            if command == "initialize":
                client.send({**answer, "body": capabilities})
            elif command == "disconnect":
                client.send(answer)
                return
            else:
                client.send({**answer, "success": False, "message": str(error), "body": error_body(error)})
    except (EOFError, OSError, ProtocolError):
        return


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(port)

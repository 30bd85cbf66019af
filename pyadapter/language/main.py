"""The command `keras-debug language-server`: speaks the Language Server Protocol on stdin and stdout."""

from __future__ import annotations

import argparse
import logging
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from pyadapter.language.large import OPTION, answer

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Serve until the editor goes.

    Returns:
        0; 1 where a package is missing.
    """
    parser = argparse.ArgumentParser(
        prog="keras-debug language-server", description="Speak LSP on stdin and stdout, for editors."
    )
    parser.add_argument("--stdio", action="store_true", help="as it does anyway; some editors say so")
    parser.add_argument(OPTION, action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args(arguments).outline:
        answer()
        return 0
    form = "%(levelname)s %(name)s: %(message)s"
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=form)
    try:
        from pyadapter.language.logs import EditorLog  # noqa: PLC0415 -- what is missing is told
        from pyadapter.language.server import make_server  # noqa: PLC0415 -- as above
    except ImportError as error:
        sys.stderr.write(f"keras-debug: the language server needs a package: pip install {error.name}\n")
        return 1
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what anybody prints is no message
    server = make_server(_version())
    own = logging.getLogger("keras-debug.language")
    own.propagate = False
    own.addHandler(EditorLog(server))
    server.start_io(stdout=output)
    return 0


def _version() -> str:
    try:
        return metadata.version("keras-debug")
    except metadata.PackageNotFoundError:  # a checkout, or the packaged extension
        return "0"

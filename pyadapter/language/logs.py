"""What the server has to tell people who look for a fault of it: the editor's log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

_TYPES = {
    logging.ERROR: types.MessageType.Error,
    logging.WARNING: types.MessageType.Warning,
    logging.INFO: types.MessageType.Info,
}


class EditorLog(logging.Handler):
    """Sends what is logged to the editor.

    Args:
        server: That of the editor.
    """

    def __init__(self, server: LanguageServer) -> None:
        super().__init__()
        self._server = server

    def emit(self, record: logging.LogRecord) -> None:
        """Send a record; what cannot be sent is lost."""
        try:
            level = _TYPES.get(record.levelno, types.MessageType.Log)
            self._server.window_log_message(types.LogMessageParams(level, self.format(record)))
        except Exception:  # noqa: BLE001 -- a log that fails may not be what ends the server
            self.handleError(record)

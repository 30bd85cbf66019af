"""A language server's editor: documents are opened and typed into, what the server shows is waited for."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.protocol.framing import read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Message = dict[str, Any]
ROOT = Path(__file__).parent.parent.parent
TIMEOUT = 30.0
LINK_SUPPORT = {"relatedInformation": True, "codeDescriptionSupport": True}
CAPABILITIES: Message = {
    "workspace": {"configuration": True, "codeLens": {"refreshSupport": True}},
    "textDocument": {"publishDiagnostics": LINK_SUPPORT},
    "notebookDocument": {"synchronization": {}},
}


class RefusedError(AssertionError):
    """The server answered a request with an error."""


class Editor:
    """The real server in a process of its own, over stdio.

    Args:
        settings: The section `kerasDebug`, by the beginning of the address that it is for.
        capabilities: Of the editor.
        options: For the server's start.
        command: What starts the server.
    """

    def __init__(
        self,
        settings: Message | None = None,
        capabilities: Message | None = None,
        options: Message | None = None,
        command: list[str] | None = None,
    ) -> None:
        self.settings: Message = settings or {}
        self.texts: dict[str, str] = {}
        self.log: list[Message] = []
        self.asked: list[str] = []
        self.exit_code: int | None = None
        self.answer: Message = {}
        self._capabilities = CAPABILITIES if capabilities is None else capabilities
        self._options = options
        self._versions: dict[str, int] = {}
        self._published: dict[str, list[Message]] = {}
        self._responses: dict[int, Message] = {}
        self._number = 0
        self._closed = False
        self._arrived = threading.Condition()
        self._writing = threading.Lock()
        command = command or [sys.executable, str(ROOT / "pyadapter"), "language-server"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        self.errors = b""
        self._threads = [
            threading.Thread(target=each, daemon=True) for each in (self._read, self._read_errors)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Editor:  # noqa: PYI034, Self is not in the typing of Python 3.10
        root = {"processId": None, "rootUri": None, "capabilities": self._capabilities}
        self.answer = self.request("initialize", {**root, "initializationOptions": self._options})
        self.notify("initialized", {})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self.process.poll() is None:
                self.request("shutdown")
                self.notify("exit")
                self.exit_code = self.process.wait(TIMEOUT)
        finally:
            self.process.kill()
            self.process.wait()
            for thread in self._threads:
                thread.join(TIMEOUT)

    # What somebody does

    def open(self, uri: str, text: str, language: str = "python") -> str:
        """Open a file that need not be there; return its address."""
        self.texts[uri], self._versions[uri] = text, 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def replace(self, uri: str, old: str, new: str) -> None:
        """Type something in the place of what stands there once."""
        text = self.texts[uri]
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the text"
        begin = text.index(old)
        change = {"range": {"start": place(text, begin), "end": place(text, begin + len(old))}, "text": new}
        self._changed(uri, text.replace(old, new), change)

    def rewrite(self, uri: str, text: str) -> None:
        """Replace all of a file, as when it is formatted."""
        self._changed(uri, text, {"text": text})

    def apply(self, action: Message) -> None:
        """Do what a quick fix says."""
        for uri, edits in action["edit"]["changes"].items():
            text = self.texts[uri]
            for edit in sorted(edits, key=lambda each: offset(text, each["range"]["start"]), reverse=True):
                begin, end = (offset(text, edit["range"][each]) for each in ("start", "end"))
                text = text[:begin] + edit["newText"] + text[end:]
            self.rewrite(uri, text)

    def close(self, uri: str) -> None:
        """Close a file."""
        del self._versions[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    # What somebody sees

    def diagnostics(self, uri: str) -> list[Message]:
        """Return the diagnostics of a file's present text, as soon as they are there."""
        version = self._versions[uri]
        what = f"diagnostics of version {version} of {uri}"
        found: list[Message] = self._wait(
            lambda: self._last(uri, lambda each: each.get("version") == version), what
        )
        return found

    def codes(self, uri: str) -> list[str]:
        """Return the codes of the diagnostics of a file's present text, sorted."""
        return sorted(each["code"] for each in self.diagnostics(uri))

    def wait_for_codes(self, uri: str, *codes: str) -> None:
        """Wait until a document has diagnostics with these codes and no other, where no version says so."""

        def found(each: Message) -> bool:
            return sorted(diagnostic["code"] for diagnostic in each["diagnostics"]) == sorted(codes)

        self._wait(lambda: self._last(uri, found), f"{codes} in {uri}")

    def published(self, uri: str) -> int:
        """Return how often diagnostics of a document came."""
        with self._arrived:
            return len(self._published.get(uri, []))

    def lenses(self, uri: str) -> list[tuple[int, str]]:
        """Return line, 1-based, and title of the code lenses."""
        found = self.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        return [(each["range"]["start"]["line"] + 1, each["command"]["title"]) for each in found]

    def hover(self, uri: str, at: str) -> Message | None:
        """Point at the beginning of what stands once in the text."""
        position = place(self.texts[uri], self.texts[uri].index(at))
        found: Message | None = self.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": position}
        )
        return found

    def actions(self, uri: str, diagnostic: Message) -> dict[str, Message]:
        """Return what can be done about a diagnostic, by title."""
        where = {"textDocument": {"uri": uri}, "range": diagnostic["range"]}
        context = {"context": {"diagnostics": [diagnostic] if "message" in diagnostic else []}}
        return {each["title"]: each for each in self.request("textDocument/codeAction", where | context)}

    def wait_for_log(self, text: str) -> None:
        """Wait for a message in the editor's log."""
        self._wait(lambda: next((each for each in self.log if text in each["message"]), None), text)

    def wait_until_asked(self, method: str) -> None:
        """Wait for a request of the server."""
        self._wait(lambda: method in self.asked or None, method)

    # The wire

    def request(self, method: str, params: Any = None) -> Any:
        """Ask something, and return the answer."""
        number = self.send(method, params)
        response = self._wait(lambda: self._responses.get(number), f"the answer to {method}")
        if "error" in response:
            raise RefusedError(response["error"]["message"])
        return response["result"]

    def send(self, method: str, params: Any = None) -> int:
        """Send a request; return its number."""
        with self._writing:
            self._number += 1
            number = self._number
        self._write({"id": number, "method": method, **({} if params is None else {"params": params})})
        return number

    def notify(self, method: str, params: Any = None) -> None:
        """Tell something."""
        self._write({"method": method, **({} if params is None else {"params": params})})

    def send_bytes(self, data: bytes) -> None:
        """Send what may be no message at all."""
        assert self.process.stdin is not None
        with self._writing:
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def hang_up(self) -> int:
        """Close the connection as an editor does that has died; return the server's exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(TIMEOUT)

    def _changed(self, uri: str, text: str, change: Message) -> None:
        self.texts[uri] = text
        self._versions[uri] += 1
        document = {"uri": uri, "version": self._versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def _last(self, uri: str, wanted: Callable[[Message], bool]) -> list[Message] | None:
        last = self._published.get(uri, [{}])[-1]
        return last["diagnostics"] if last and wanted(last) else None

    def _wait(self, find: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + TIMEOUT
        with self._arrived:
            while (found := find()) is None:
                left = end - time.monotonic()
                if self._closed or left <= 0:
                    why = "the server ended" if self._closed else f"{TIMEOUT} s went by"
                    errors = self.errors.decode(errors="replace")[-2000:]
                    raise AssertionError(f"waited for {what}, but {why}; {self.log[-5:]}\n{errors}")
                self._arrived.wait(left)
        return found

    def _write(self, message: Message) -> None:
        assert self.process.stdin is not None
        with self._writing:
            write_message(self.process.stdin, {"jsonrpc": "2.0", **message})

    def _read(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                self._take(read_message(self.process.stdout))
        except (EOFError, OSError, ValueError):
            pass
        finally:
            with self._arrived:
                self._closed = True
                self._arrived.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.errors = self.process.stderr.read()

    def _take(self, message: Message) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method is not None and "id" in message:
            result = self._settings(params) if method == "workspace/configuration" else None
            self._write({"id": message["id"], "result": result})
        with self._arrived:
            if method is None:
                self._responses[message["id"]] = message
            elif "id" in message:
                self.asked.append(method)
            elif method == "textDocument/publishDiagnostics":
                self._published.setdefault(params["uri"], []).append(params)
            elif method == "window/logMessage":
                self.log.append(params)
            self._arrived.notify_all()

    def _settings(self, params: Message) -> list[Any]:
        return [
            next(
                (
                    value
                    for beginning, value in self.settings.items()
                    if item["scopeUri"].startswith(beginning)
                ),
                None,
            )
            for item in params["items"]
        ]


def place(text: str, at: int) -> Message:
    """Return a place of a text as the protocol has it: in code units of UTF-16."""
    before = text[:at]
    line = before.rpartition("\n")[2]
    return {"line": before.count("\n"), "character": len(line.encode("utf-16-le")) // 2}


def offset(text: str, where: Message) -> int:
    """Return the character of a text that a place is."""
    lines = text.split("\n")
    units = lines[where["line"]].encode("utf-16-le")[: 2 * where["character"]]
    return sum(len(each) + 1 for each in lines[: where["line"]]) + len(units.decode("utf-16-le"))

"""The server: what is asked for, and what answers it."""

from __future__ import annotations

import logging
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from pyadapter.core.source.checks import BY_CODE
from pyadapter.core.source.explain import explain
from pyadapter.core.source.layer_hover import hover_of
from pyadapter.language.diagnostics import actions_of, diagnostics_of
from pyadapter.language.documents import adopt
from pyadapter.language.last_run_views import LastRunViews, hints_of, hover_at
from pyadapter.language.last_run_views import diagnostics_of as last_run_diagnostics
from pyadapter.language.lenses import lenses_of
from pyadapter.language.positions import position_of, range_of
from pyadapter.language.reader import Read, Reader
from pyadapter.language.settings import SECTION, AllSettings
from pyadapter.language.sources import Source, key_of, source_of

NAME = "keras-debug"
EXPLAIN_CHECK = "keras/explainCheck"
_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook("*", [types.NotebookCellLanguage("python")])]
)

logger = logging.getLogger("keras-debug.language")


class KerasServer(LanguageServer):
    """The language server of one editor window.

    Diagnostics are published, not pulled: a cell's depend on all cells of its notebook, and what the settings
    or a run change is shown at once.
    """

    def __init__(self, version: str) -> None:
        super().__init__(
            NAME,
            version,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            notebook_document_sync=_NOTEBOOKS,
        )
        self.settings = AllSettings(self)
        self.reader = Reader(self._source, self._publish)
        self.last_run = LastRunViews()
        self._open: set[str] = set()
        self._asked_early: set[str] = set()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong; a message box would not help anybody."""
        logger.error("%s: %r", getattr(source, "__name__", source), error)

    def opened(self, uri: str, *, at_once: bool = False) -> None:
        """A file or notebook was opened, or has changed."""
        source = source_of(self.workspace, uri)
        for document in source.documents:
            adopt(self.workspace, document.uri)
        self._open.add(source.key)
        self.reader.changed(source.key, at_once=at_once)

    def closed(self, uri: str) -> None:
        """A file was closed."""
        self._open.discard(uri)
        self._asked_early.discard(uri)
        self.reader.closed(uri)
        self.withdraw(uri)

    def withdraw(self, uri: str) -> None:
        """Take the diagnostics of a document back."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def read(self, uri: str) -> Read | None:
        """Return what is known of what a document belongs to, as its text is now.

        Returns:
            None where that takes longer than one wants to wait: places would be off, edits would do harm. The
            editor is then told to ask again, later.
        """
        key = key_of(self.workspace, uri)
        read = await self.reader.read(key)
        if key not in self._open:
            return None
        if read is not None and read.source.version == self._source(key).version:
            return read
        self._asked_early.add(key)
        return None

    async def settings_changed(self) -> None:
        """Show everything anew."""
        self.settings.changed()
        await self.show_anew()

    async def show_anew(self) -> None:
        """Show what is known of every source once more."""
        for read in self.reader.known():
            await self._publish(read)
        self.refresh()

    def refresh(self) -> None:
        """Have the editor ask for lenses and hints again, where it can."""
        workspace = self.client_capabilities.workspace
        if workspace is not None and workspace.code_lens and workspace.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)
        if workspace is not None and workspace.inlay_hint and workspace.inlay_hint.refresh_support:
            self.workspace_inlay_hint_refresh(None)

    def _source(self, key: str) -> Source:
        return source_of(self.workspace, key)

    async def _publish(self, read: Read) -> None:
        settings = await self.settings.of(read.source.key)
        known = await self.last_run.known(read) if settings.last_run else None
        if read.source.key not in self._open or self._source(read.source.key).version != read.source.version:
            return  # the text has changed meanwhile
        for uri, found in diagnostics_of(read, settings).items():
            if known is not None and uri == known.document.uri:
                found.extend(last_run_diagnostics(known))
            version = self.workspace.get_text_document(uri).version
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))
        if read.source.key in self._asked_early:
            self._asked_early.remove(read.source.key)
            self.refresh()


def make_server(version: str = "0.1.0") -> KerasServer:
    """Make the server with all its features."""
    server = KerasServer(version)
    _documents(server)
    _notebooks(server)
    _last_run(server)
    _answers(server)
    _hovers(server)
    return server


def _documents(server: KerasServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.opened(params.text_document.uri, at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.opened(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        del params
        workspace = server.client_capabilities.workspace
        changes = workspace.did_change_configuration if workspace is not None else None
        if changes is not None and changes.dynamic_registration:
            wanted = types.Registration(
                "settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": SECTION}
            )
            await server.client_register_capability_async(types.RegistrationParams([wanted]))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        del params
        await server.settings_changed()

    @server.feature(types.SHUTDOWN)
    async def shutdown(params: None) -> None:
        del params
        server.reader.shut_down()
        server.last_run.shut_down()


def _notebooks(server: KerasServer) -> None:
    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenNotebookDocumentParams) -> None:
        server.opened(params.notebook_document.uri, at_once=True)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeNotebookDocumentParams) -> None:
        structure = params.change.cells.structure if params.change.cells is not None else None
        for cell in (structure.did_close if structure is not None else None) or ():
            server.withdraw(cell.uri)
        server.opened(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseNotebookDocumentParams) -> None:
        for cell in params.cell_text_documents:
            server.withdraw(cell.uri)
        server.closed(params.notebook_document.uri)


def _last_run(server: KerasServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.last_run.use(params.initialization_options)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        del params
        await server.show_anew()

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay_hint(params: types.InlayHintParams) -> list[types.InlayHint]:
        uri = params.text_document.uri
        if not (await server.settings.of(uri)).last_run:
            return []
        known = await server.last_run.known(await server.read(uri))
        return [] if known is None else hints_of(known, params.range)


def _answers(server: KerasServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        uri = params.text_document.uri
        read = await server.read(uri)
        if read is None or not (await server.settings.of(uri)).code_lens:
            return []
        known = await server.last_run.known(read)
        return lenses_of(read, None if known is None else known.record.program)

    kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        read = await server.read(uri)
        if read is None:
            return []
        document = server.workspace.get_text_document(uri)
        return list(actions_of(read, document, params.range, await server.settings.of(uri)))

    @server.feature(EXPLAIN_CHECK)
    def explain_check(params: Any) -> dict[str, str]:
        check = BY_CODE.get(getattr(params, "code", ""))
        return {"markdown": "There is no such check." if check is None else explain(check)}


def _hovers(server: KerasServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        read = await server.read(uri)
        if read is None:
            return None
        document = server.workspace.get_text_document(uri)
        line, column = position_of(document, params.position)
        known = await server.last_run.known(read) if (await server.settings.of(uri)).last_run else None
        ran = None if known is None else hover_at(known, line, column)
        if ran is not None:
            return ran
        if read.outline.analysis is None:
            return None
        found = hover_of(read.outline.analysis, read.source.line_of(uri, line), column)
        if found is None:
            return None
        home, span = read.source.place_of(found.span)
        content = types.MarkupContent(types.MarkupKind.Markdown, found.markdown)
        return types.Hover(content, range_of(home, span))

"""What is analysed as one: a file, or all cells of a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pyadapter.core.source.notebook import Joined, join
from pyadapter.core.source.span import Span

if TYPE_CHECKING:
    from lsprotocol import types
    from pygls.workspace import TextDocument, Workspace


@dataclass(frozen=True)
class Source:
    """A file or a notebook.

    Attributes:
        key: URI of the file or the notebook.
        documents: The file, or the cells.
        joined: Their text.
        version: Of the text: another one, another text.
    """

    key: str
    documents: tuple[TextDocument, ...]
    joined: Joined
    version: tuple[int | None, ...]

    @property
    def is_notebook(self) -> bool:
        """Whether it is a notebook."""
        return not (len(self.documents) == 1 and self.documents[0].uri == self.key)

    def place_of(self, span: Span) -> tuple[TextDocument, Span]:
        """Return the document that a span is in, and the span there."""
        cell, line = self.joined.cell_of(span.line)
        shift = span.line - line
        return self.documents[cell], Span(line, span.column, span.end_line - shift, span.end_column)

    def line_of(self, uri: str, line: int) -> int:
        """Return the line of the whole, 1-based, for one of a document, 0-based."""
        starts = zip(self.documents, self.joined.starts, strict=True)
        return next((start + line for document, start in starts if document.uri == uri), line + 1)


def key_of(workspace: Workspace, uri: str) -> str:
    """Return the address of what a document belongs to."""
    notebook = _notebook_of(workspace, uri)
    return uri if notebook is None else notebook.uri


def source_of(workspace: Workspace, uri: str) -> Source:
    """Return what a document belongs to, with its text as it is now."""
    notebook = _notebook_of(workspace, uri)
    if notebook is None:
        document = workspace.get_text_document(uri)
        # Only these two end a line for Python and the protocol alike.
        text = document.source.replace("\r\n", "\n").replace("\r", "\n")
        return Source(uri, (document,), Joined(text, (1,)), (document.version,))
    opened = workspace.text_documents
    cells = [cell for cell in notebook.cells if _is_code(cell) and unquote(cell.document) in opened]
    documents = tuple(workspace.get_text_document(cell.document) for cell in cells)
    joined = join([document.source for document in documents])
    versions = tuple(document.version for document in documents)
    return Source(notebook.uri, documents, joined, (notebook.version, *versions))


def _notebook_of(workspace: Workspace, uri: str) -> types.NotebookDocument | None:
    """Return the notebook that has this address, or a cell with it.

    pygls's own look-up misses cells that were added to a notebook with a space in its path.
    """
    found = workspace.get_notebook_document(notebook_uri=uri)
    if found is not None:
        return found
    notebooks = workspace.notebook_documents.values()
    return next((each for each in notebooks if any(cell.document == uri for cell in each.cells)), None)


def _is_code(cell: types.NotebookCell) -> bool:
    return int(cell.kind) == 2  # noqa: PLR2004 -- NotebookCellKind.Code

"""What is analysed as one: a file, or all cells of a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def source_of(workspace: Workspace, uri: str) -> Source:
    """Return what a document belongs to, with its text as it is now."""
    notebook = workspace.get_notebook_document(cell_uri=uri)
    notebook = notebook or workspace.get_notebook_document(notebook_uri=uri)
    if notebook is None:
        document = workspace.get_text_document(uri)
        return Source(uri, (document,), Joined(document.source, (1,)), (document.version,))
    cells = [cell for cell in notebook.cells if _is_code(cell)]
    documents = tuple(workspace.get_text_document(cell.document) for cell in cells)
    joined = join([document.source for document in documents])
    versions = tuple(document.version for document in documents)
    return Source(notebook.uri, documents, joined, (notebook.version, *versions))


def _is_code(cell: types.NotebookCell) -> bool:
    return int(cell.kind) == 2  # noqa: PLR2004 -- NotebookCellKind.Code

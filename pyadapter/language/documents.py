"""Open documents, their lines counted as the protocol does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pygls.workspace import TextDocument

if TYPE_CHECKING:
    from pygls.workspace import Workspace

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


class Document(TextDocument):
    """An open document.

    pygls goes by `str.splitlines`, which ends lines at form feeds and paragraph separators, too: edits behind
    one would go to the wrong place.
    """

    _split: tuple[str, tuple[str, ...]] | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines with what ends them; kept, because each position that is converted asks for them."""
        text = self.source
        if self._split is None or self._split[0] is not text:
            self._split = text, tuple(_LINES.findall(text))
        return self._split[1]


def adopt(workspace: Workspace, uri: str) -> None:
    """Have a document that was just opened count its lines so."""
    known = workspace.text_documents.get(unquote(uri))
    if known is not None and not isinstance(known, Document):
        workspace.text_documents[unquote(uri)] = Document(
            known.uri,
            known.source,
            known.version,
            known.language_id,
            position_codec=known.position_codec,
        )

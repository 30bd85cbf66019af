"""The settings of a file, as the editor has them for its folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from lsprotocol import types

from pyadapter.core.source.diagnostic import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pygls.lsp.server import LanguageServer

SECTION = "kerasDebug"
_LEVELS: frozenset[Any] = frozenset(get_args(Level))


@dataclass(frozen=True)
class Settings:
    """What the user wants to see.

    Attributes:
        code_lens: Whether there are code lenses.
        last_run: Whether what the last run knew is shown.
        levels: By code of a check; others have their own.
    """

    code_lens: bool = True
    last_run: bool = True
    levels: Mapping[str, Level] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any) -> Settings:
        """Read the section `kerasDebug`; what is not as it should be is as if it were not there."""
        given = value if isinstance(value, dict) else {}
        checks = given.get("checks")
        severity: Any = checks.get("severity") if isinstance(checks, dict) else None
        return cls(
            given.get("codeLens") is not False,
            given.get("lastRun") is not False,
            {
                code: level
                for code, level in (severity if isinstance(severity, dict) else {}).items()
                if level in _LEVELS
            },
        )


class AllSettings:
    """The settings by file, asked for once.

    Args:
        server: Asks the editor.
    """

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._known: dict[str, Settings] = {}

    def changed(self) -> None:
        """Ask anew."""
        self._known.clear()

    async def of(self, uri: str) -> Settings:
        """Return the settings of a file."""
        if uri not in self._known:
            self._known[uri] = await self._ask(uri)
        return self._known[uri]

    async def _ask(self, uri: str) -> Settings:
        workspace = self._server.client_capabilities.workspace
        if workspace is None or not workspace.configuration:
            return Settings()
        item = types.ConfigurationItem(scope_uri=uri, section=SECTION)
        answer = await self._server.workspace_configuration_async(types.ConfigurationParams([item]))
        return Settings.of(answer[0] if answer else None)

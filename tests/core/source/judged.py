"""What the rules say of a source, for tests."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from pyadapter.core.source.analysis import analyse

if TYPE_CHECKING:
    from pyadapter.core.source.diagnostic import Diagnostic

IMPORTS = "import keras\nimport numpy as np\nimport tensorflow as tf\nfrom keras import layers\n"


def judged(text: str) -> list[Diagnostic]:
    """Return the diagnostics of a source but for the remark on default learning rates.

    Args:
        text: The source; the usual imports stand before it.
    """
    found = analyse(IMPORTS + dedent(text)).diagnostics
    return [each for each in found if each.code != "learning-rate-default"]


def codes(text: str) -> list[str]:
    """Return their codes."""
    return [each.code for each in judged(text)]


def underlined(text: str) -> list[str]:
    """Return the text that they underline."""
    analysis = analyse(IMPORTS + dedent(text))
    return [
        analysis.module.written(each.span)
        for each in analysis.diagnostics
        if each.code != "learning-rate-default"
    ]

"""Findings in words: the title and the message that the exception widget, the panel and the report show."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.digest import TensorDigest
    from pyadapter.core.finding import Finding

TITLE_WIDTH = 40
WIDTH = 85
LINES = 8
"""Sizes that read well in VS Code's exception widget."""

_NAMES = {"nan": "NaN", "inf": "Inf"}


def worded(finding: Finding) -> Finding:
    """Fill in a finding's title and message from its other fields."""
    return replace(finding, title=title(finding), message=message(finding))


def title(finding: Finding) -> str:
    """Make the headline, for example `NaN in custom_log (Log)`, of at most 40 characters."""
    return f"{_NAMES[finding.kind]} in {finding.op}"[:TITLE_WIDTH]


def message(finding: Finding) -> str:
    """Make the message: 3 to 8 lines of at most 85 characters, the conclusion first."""
    return title(finding)

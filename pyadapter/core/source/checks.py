"""The checks of a source, each with its reason and where that comes from: the one table behind every list."""

from __future__ import annotations

from pyadapter.core.source import code_rules
from pyadapter.core.source.check import Check
from pyadapter.core.source.check_table import OF_CAUSES

CHECKS: tuple[Check, ...] = (*OF_CAUSES, *code_rules.CHECKS)

BY_CODE = {check.code: check for check in CHECKS}

__all__ = ["BY_CODE", "CHECKS", "Check"]

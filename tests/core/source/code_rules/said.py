"""What a check says of a source, for tests."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

from pyadapter.core.source.arguments import is_known
from pyadapter.core.source.classes import own_classes
from pyadapter.core.source.module import Module
from pyadapter.core.source.networks import networks_of

if TYPE_CHECKING:
    from pyadapter.core.causes.diagnosis import Diagnosis

IMPORTS = "import keras\nimport numpy as np\nimport random\nimport tensorflow as tf\nfrom keras import ops\n"


def said(rule: Any, text: str) -> list[Diagnosis]:
    """Return the diagnoses of a check; the usual imports stand before the text."""
    module = Module(IMPORTS + dedent(text))
    module.known = is_known
    classes = own_classes(module)
    return list(rule(module, classes, networks_of(module, classes)))


def lines(rule: Any, text: str) -> list[str]:
    """Return the lines that a check underlines, without what is around them."""
    module = Module(IMPORTS + dedent(text))
    return [
        module.lines[each.cause.location.line - 1].strip() for each in said(rule, text) if each.cause.location
    ]

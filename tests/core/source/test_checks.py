"""The table of checks: each finds its own example, and finds nothing in what it says to write instead."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from pyadapter.core.source.analysis import analyse
from pyadapter.core.source.checks import BY_CODE, CHECKS
from pyadapter.core.source.explain import explain

IMPORTS = "import keras\nimport numpy as np\nimport tensorflow as tf\nfrom keras import layers\n\n"


def codes(text: str) -> set[str]:
    whole = text if "import " in text else IMPORTS + text
    return {each.code for each in analyse(whole).diagnostics}


@pytest.mark.parametrize("code", BY_CODE)
def test_a_check_finds_its_own_example(code: str) -> None:
    assert code in codes(BY_CODE[code].faulty)


@pytest.mark.parametrize("code", BY_CODE)
def test_a_check_is_silent_about_what_it_says_to_write(code: str) -> None:
    assert codes(BY_CODE[code].healthy) <= {"learning-rate-default"} - {code}


def test_a_code_is_there_once() -> None:
    assert len(BY_CODE) == len(CHECKS)


@pytest.mark.parametrize("code", BY_CODE)
def test_a_check_has_a_short_title_and_an_address(code: str) -> None:
    check = BY_CODE[code]
    assert len(check.title) <= 60
    assert urlsplit(check.source).scheme == "https"
    assert check.why.endswith(".")


def test_documentation_shows_both_examples_and_how_to_leave_the_check_out() -> None:
    check = BY_CODE["guarded-where"]
    text = explain(check)
    assert check.faulty.strip() in text
    assert check.healthy.strip() in text
    assert "ignore[guarded-where]" in text

"""All rules are asked, whatever one of them does."""

from __future__ import annotations

import pytest

from pyadapter.core.causes import check as checking
from pyadapter.core.causes.asking import asked, raise_it
from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.setup import Setup

KNOWN = Diagnosis(Cause("linear-stack", "Two are one.", "relu"), "output-range", "Two are one")


def broken(subject: object) -> list[Diagnosis]:
    raise ValueError(f"no rule for {subject}")


def test_a_rule_that_fails_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_RULES", (broken, lambda _setup: (KNOWN,)))
    failures: list[Exception] = []
    assert checking.check(Setup(), failures.append) == (KNOWN,)
    assert [str(failure)[:7] for failure in failures] == ["no rule"]


def test_a_failure_is_raised_where_nobody_takes_it() -> None:
    with pytest.raises(ValueError, match="no rule"):
        asked([broken], "it", raise_it)
    assert asked([broken], "it", lambda _error: None) == []

"""Asks all rules, so that one that fails does not silence the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Subject = TypeVar("Subject")
Answer = TypeVar("Answer")


def raise_it(error: Exception) -> None:
    """Take a failure of a rule as what it is: in a test."""
    raise error


def asked(
    rules: Iterable[Callable[[Subject], Iterable[Answer]]],
    subject: Subject,
    failed: Callable[[Exception], None],
) -> list[Answer]:
    """Return what all rules say of a subject.

    Args:
        rules: Each returns any number of answers.
        subject: What they are asked about.
        failed: Is told of a rule that raises; the others are asked all the same.
    """
    found: list[Answer] = []
    for rule in rules:
        try:
            found += rule(subject)
        except Exception as error:  # noqa: BLE001, PERF203 -- told, by the one who has a log
            failed(error)
    return found

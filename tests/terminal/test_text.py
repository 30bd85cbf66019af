"""The words, lines and colours of the terminal's report."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pyadapter.core.digest import TensorDigest
from pyadapter.core.finding import Cause, Finding, Location
from pyadapter.probe.handles import Stop
from pyadapter.terminal.end import TerminalEnd
from pyadapter.terminal.style import Page, Style, fitting, say
from pyadapter.terminal.text import ending, finding_text, hints_text

PAGE = Page()

TRAIN = """import keras
x = 1
bad = log(x)
after = 2
model.compile(
    optimizer="sgd",
    loss="mse",
)
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def train(tmp_path: Path) -> str:
    file = tmp_path / "train.py"
    file.write_text(TRAIN, encoding="utf-8")
    return str(file)


def digest(line: str, name: str | None = None) -> TensorDigest:
    return TensorDigest((4,), "float32", "CPU:0", 16, line, name, "output")


def test_a_finding_shows_the_line_of_source_with_its_tensors_under_it(train: str) -> None:
    finding = Finding(
        "nan",
        "NaN in Log",
        "3 of 4 values are NaN\nWhere: here\nWhen: epoch 0, step 2, in the forward pass",
        "forward",
        location=Location(train, 3, "call"),
        layer="model/dense",
        op="Log",
        tensor=digest("⚠ NaN×3 · f32[4] CPU:0", "bad"),
        inputs=(digest("f32[4] ∈[-1, 5] ▁▃█ CPU:0", "x"),),
    )

    assert finding_text(finding, PAGE).splitlines() == [
        "● NaN in Log  nan",
        "  3 of 4 values are NaN",
        "",
        f"  {train}:3 in call",
        "     1 │ import keras",
        "     2 │ x = 1",
        "  >  3 │ bad = log(x)",
        "       │ ^^^       ~",
        "       │ bad  ⚠ NaN×3 · f32[4]",
        "       │ x    f32[4] ∈[-1, 5] ▁▃█",
        "     4 │ after = 2",
        "     5 │ model.compile(",
        "",
        "  op Log · layer model/dense · epoch 0, step 2, in the forward pass",
    ]


def test_causes_are_ranked_each_with_its_line_and_the_code_to_write(train: str) -> None:
    causes = (
        Cause("one", "The loss is not for classes.", 'loss="x"', Location(train, 5), "certain"),
        Cause("two", "The rate is 10.", "0.01", Location(train, 3), "certain"),
        Cause("three", "It may be the data.", "Divide them by their standard deviation.", None, "possible"),
        Cause("four", "Or the batches.", "32", Location(train, 5), "likely"),
    )
    finding = Finding("nan", "NaN", "Bad", "loss", location=Location(train, 3), causes=causes)

    text = finding_text(finding, PAGE)
    assert text.splitlines()[10:] == [
        "  Why (certain): The loss is not for classes.",
        f"  {train}:5",
        "  >  5 │ model.compile(",
        '  >  6 │     optimizer="sgd",',
        '  >  7 │     loss="mse",',
        "  >  8 │ )",
        '   fix │ loss="x"',
        "",
        "  Also (certain): The rate is 10.",
        "   fix │ 0.01",
        "",
        "  Or (worth a try): It may be the data.",
        "   fix │ Divide them by their standard deviation.",
        "",
        "  Or (likely): Or the batches.",
        f"  {train}:5",
        "  >  5 │ model.compile(",
        '  >  6 │     optimizer="sgd",',
        '  >  7 │     loss="mse",',
        "  >  8 │ )",
        "   fix │ 32",
    ]


def test_a_conclusion_that_is_the_first_cause_is_said_once() -> None:
    message = f"The learning rate is {'very ' * 20}high."
    cause = Cause("learning-rate-high", message, "0.001")
    finding = Finding("loss-diverged", "Diverged", f"{message[:84]}…\nWhen: now", "epoch", causes=(cause,))
    assert finding_text(finding, PAGE).count("The learning rate") == 1


def test_a_hint_that_a_finding_has_told_as_its_cause_is_not_told_again(
    train: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cause, other = (Cause(name, f"Why {name}.", "x = 1", Location(train, 3)) for name in ("one", "two"))
    end = TerminalEnd(stop=False)
    end.hint(cause)
    end.hint(other)
    end.hint(other)
    end.stop(Stop(finding=Finding("nan", "NaN", "Bad", "loss", causes=(cause,))), None, live=True)
    end.conclude("completed")
    printed = capsys.readouterr().err
    assert (printed.count("Why one."), printed.count("Why two.")) == (1, 1)
    assert end.hints == [cause, other]


def test_evidence_is_below_the_source() -> None:
    finding = Finding(
        "dead-units", "Dead", "24 of 24 units\nWhen: now", "forward", evidence=("first", "second")
    )
    assert finding_text(finding, PAGE).splitlines()[1:] == [
        "  24 of 24 units",
        "  now",
        "  first",
        "  second",
    ]


@pytest.mark.parametrize("width", [50, 72, 100])
def test_no_sentence_is_wider_than_the_terminal(width: int) -> None:
    cause = Cause("x", "Words " * 40, "More words " * 20)
    finding = Finding("nan", "NaN", "Bad words " * 8, "loss", causes=(cause,), evidence=("Seen " * 20,))
    text = finding_text(finding, Page(width=width))
    assert max(len(line) for line in text.splitlines()) <= width
    assert text.count("Words ") + text.count("Words\n") == 40


def test_a_wide_digest_loses_its_moments_before_its_histogram(train: str) -> None:
    line = "⚠ NaN×1 · f32[16,26] ∈[-0.194, -0.0575] μ -0.123 σ 0.0292 ▃▆█▇▄"
    finding = Finding("nan", "NaN", "Bad", "loss", location=Location(train, 3), tensor=digest(line, "x"))
    assert "│ x  ⚠ NaN×1 · f32[16,26] ∈[-0.194, -0.0575] ▃▆█▇▄" in finding_text(finding, Page(width=60))


def test_hints_stand_below_each_other_with_their_places(train: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(train).parent)
    hints = [
        Cause("a", "Too much dropout.", "Dropout(0.3)", Location(train, 3)),
        Cause("b", "No seed.", "set_seed(1)"),
    ]
    assert hints_text(hints, PAGE).splitlines() == [
        "hint: train.py:3: Too much dropout.",
        "      Dropout(0.3)",
        "hint: No seed.",
        "      set_seed(1)",
    ]
    assert not hints_text([], PAGE)


def test_a_terminal_has_colours_unless_they_are_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Style.of(Terminal()).bad
    assert not Style.of(io.StringIO()).bad

    monkeypatch.setenv("FORCE_COLOR", "1")
    assert Style.of(io.StringIO()).bad
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Style.of(Terminal()).bad
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.delenv("FORCE_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not Style.of(Terminal()).bad


def test_an_encoding_without_our_characters_gets_plain_ones() -> None:
    assert fitting("● ⚠ NaN×3 ∈[0, 1] ▁█", "cp1252") == "* ! NaNx3 in [0, 1] _#"
    assert fitting("● Müller", "utf-8") == "● Müller"
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="backslashreplace")
    say(file, "● Müller\n")
    assert file.buffer.getvalue() == b"* M\\xfcller\n"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "no finding, the script ended well"), (1, "1 finding,"), (2, "2 findings,")]
)
def test_the_last_line_counts_findings(count: int, text: str) -> None:
    assert text in ending([Finding("nan", "", "", "forward")] * count, "completed", PAGE)

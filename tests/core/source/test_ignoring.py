"""Comments that leave diagnostics out, on a line or in a file, and the edit that writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.source.analysis import analyse
from pyadapter.core.source.fixes.applying import applied
from pyadapter.core.source.ignoring import ignore_fix

if TYPE_CHECKING:
    from pyadapter.core.source.diagnostic import Diagnostic

TEXT = """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(8, "relu"), layers.Dense(1, activation="softmax")]){comment}
model.compile(
    optimizer=keras.optimizers.Adam(0.001),
    loss="mse",
)
"""


def found(text: str) -> tuple[Diagnostic, ...]:
    return analyse(text).diagnostics


def codes(comment: str, text: str = TEXT) -> list[str]:
    return [each.code for each in found(text.format(comment=comment))]


def test_without_a_comment_it_is_told() -> None:
    assert codes("") == ["output-activation"]


def test_a_comment_on_the_line_leaves_a_code_out() -> None:
    assert codes("  # keras-debug: ignore[output-activation]") == []


def test_a_comment_of_several_codes() -> None:
    assert codes("  # keras-debug: ignore[linear-stack, output-activation]") == []


def test_a_comment_of_another_code_leaves_nothing_out() -> None:
    assert codes("  # keras-debug: ignore[linear-stack]") == ["output-activation"]


def test_a_comment_without_codes_leaves_all_out() -> None:
    assert codes("  # keras-debug: ignore") == []


def test_a_comment_behind_another_one_counts() -> None:
    assert codes("  # one unit  # keras-debug: ignore[output-activation]") == []


def test_a_comment_on_the_first_line_of_a_statement_is_about_all_of_it() -> None:
    text = (
        "import keras\nfrom keras import layers\n\n"
        "model = keras.Sequential([{comment}\n"
        '    layers.Dense(8, "relu"),\n'
        '    layers.Dense(1, activation="softmax"),\n'
        '])\nmodel.compile(keras.optimizers.Adam(0.001), "mse")\n'
    )
    assert codes("", text) == ["output-activation"]
    assert codes("  # keras-debug: ignore[output-activation]", text) == []


def test_a_comment_on_the_first_line_of_a_function_is_not_about_its_statements() -> None:
    text = (
        "import keras\nfrom keras import layers\n\n\n"
        "def build():{comment}\n"
        '    model = keras.Sequential([layers.Dense(8, "relu"), layers.Dense(1, activation="softmax")])\n'
        '    model.compile(keras.optimizers.Adam(0.001), "mse")\n    return model\n'
    )
    assert codes("  # keras-debug: ignore[output-activation]", text) == ["output-activation"]


def test_a_file_can_leave_a_code_out() -> None:
    assert codes("\n# keras-debug: ignore-file[output-activation]") == []


def test_a_file_can_leave_all_out() -> None:
    assert codes("\n# keras-debug: ignore-file") == []


def test_a_string_is_no_comment() -> None:
    assert codes('; text = "# keras-debug: ignore"') == ["output-activation"]


def test_a_code_that_there_is_not_is_told_where_it_stands() -> None:
    text = TEXT.format(comment="  # keras-debug: ignore[output-activaton]")
    unknown = [each for each in found(text) if each.code == "unknown-ignore"]
    assert [analyse(text).module.written(each.span) for each in unknown] == ["output-activaton"]
    assert [each.level for each in unknown] == ["hint"]


def test_a_comment_counts_in_a_file_that_is_half_typed() -> None:
    text = TEXT.format(comment="  # keras-debug: ignore[output-activation]") + '\nprint("""unclosed\n'
    assert [each.code for each in found(text)] == []


def test_the_edit_writes_a_comment_that_is_obeyed() -> None:
    text = TEXT.format(comment="")
    (told,) = found(text)
    mended = applied(text, ignore_fix(analyse(text).module, told).edits)
    assert found(mended) == ()
    assert 'softmax")])  # keras-debug: ignore[output-activation]\n' in mended


def test_the_edit_adds_a_code_to_a_comment_that_there_is() -> None:
    text = TEXT.format(comment="  # keras-debug: ignore[linear-stack]")
    (told,) = found(text)
    mended = applied(text, ignore_fix(analyse(text).module, told).edits)
    assert "# keras-debug: ignore[linear-stack, output-activation]\n" in mended
    assert found(mended) == ()

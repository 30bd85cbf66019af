"""A script is written: diagnostics come and go, quick fixes, lenses and hovers, with the real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.editor import Editor, RefusedError

if TYPE_CHECKING:
    from tests.harness.editor import Message

MISMATCH = "loss-activation-mismatch"
FAULTY = """\
import keras

model = keras.Sequential([
    keras.layers.Input((4,)),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(1, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="binary_crossentropy")
model.fit(x, y)
"""


def mismatch(editor: Editor, uri: str) -> Message:
    """Return the diagnostic of the softmax over one unit."""
    (found,) = (each for each in editor.diagnostics(uri) if each["code"] == MISMATCH)
    return found


# Diagnostics


def test_a_mistake_is_shown_where_it_is_with_its_source(editor: Editor) -> None:
    found = mismatch(editor, editor.open("file:///project/shown.py", FAULTY))
    assert found["range"]["start"] == {"line": 5, "character": 4}
    assert found["source"] == "keras-debug"
    assert found["severity"] == 2
    assert found["codeDescription"]["href"].startswith("https://")
    assert "A softmax over one unit is 1 for every row" in found["message"]


def test_it_goes_when_it_is_mended_by_hand_and_comes_back(editor: Editor) -> None:
    uri = editor.open("file:///project/typed.py", FAULTY)
    assert MISMATCH in editor.codes(uri)
    editor.replace(uri, '"softmax"', '"sigmoid"')
    assert MISMATCH not in editor.codes(uri)
    editor.replace(uri, '"sigmoid"', '"softmax"')
    assert MISMATCH in editor.codes(uri)


def test_a_half_typed_line_below_hides_nothing(editor: Editor) -> None:
    uri = editor.open("file:///project/half.py", FAULTY)
    editor.replace(uri, "model.fit(x, y)\n", "model.fit(x, y)\nhistory = model.ev(")
    assert MISMATCH in editor.codes(uri)


def test_a_file_without_keras_has_none(editor: Editor) -> None:
    uri = editor.open("file:///project/other.py", FAULTY.replace("keras", "other"))
    assert editor.diagnostics(uri) == []
    assert editor.lenses(uri) == []


def test_places_count_as_the_editor_counts(editor: Editor) -> None:
    uri = editor.open(
        "file:///project/wide.py",
        FAULTY.replace("    keras.layers.Dense(1", '    "😋😋" and keras.layers.Dense(1'),
    )
    editor.rewrite(
        uri,
        FAULTY.replace("model = keras.Seq", 'smile = "😋"; model = keras.Seq')
        .replace("[\n", "[")
        .replace(",\n    k", ", k"),
    )
    found = mismatch(editor, uri)["range"]
    line = editor.texts[uri].split("\n")[found["start"]["line"]].encode("utf-16-le")
    shown = line[2 * found["start"]["character"] : 2 * found["end"]["character"]].decode("utf-16-le")
    assert shown == 'keras.layers.Dense(1, activation="softmax")'


def test_what_is_typed_behind_a_form_feed_goes_to_its_place(editor: Editor) -> None:
    uri = editor.open("file:///project/feed.py", f"# one\x0c# two\u2028# three\n{FAULTY}")
    editor.replace(uri, '"softmax"', '"sigmoid"')
    assert editor.codes(uri) == []
    editor.replace(uri, '"sigmoid"', '"softmax"')
    assert mismatch(editor, uri)["range"]["start"] == {"line": 6, "character": 4}


def test_carriage_returns_change_nothing(editor: Editor) -> None:
    windows = editor.open("file:///project/windows.py", FAULTY.replace("\n", "\r\n"))
    unix = editor.open("file:///project/unix.py", FAULTY)
    assert editor.diagnostics(windows) == editor.diagnostics(unix)


def test_a_closed_file_takes_its_diagnostics_along(editor: Editor) -> None:
    uri = editor.open("file:///project/closed.py", FAULTY)
    assert MISMATCH in editor.codes(uri)
    editor.close(uri)
    editor.wait_for_codes(uri)


def test_fast_typing_is_read_once_and_in_its_last_state(editor: Editor) -> None:
    uri = editor.open("file:///project/fast.py", FAULTY)
    assert MISMATCH in editor.codes(uri)
    before = editor.published(uri)
    editor.replace(uri, '"softmax"', '""')
    for count in range(7):
        editor.replace(uri, f'activation="{"sigmoid"[:count]}"', f'activation="{"sigmoid"[: count + 1]}"')
    assert MISMATCH not in editor.codes(uri)
    assert editor.published(uri) < before + 8


def test_a_file_of_2000_lines_keeps_all_its_diagnostics_while_one_is_mended(editor: Editor) -> None:
    rest = "".join(f"\n\ndef step_{each}(batch):\n    return batch * {each}\n" for each in range(500))
    uri = editor.open("file:///project/long.py", FAULTY + rest + "\n\n" + FAULTY)
    assert editor.texts[uri].count("\n") > 2000
    assert editor.codes(uri).count(MISMATCH) == 2
    at = editor.diagnostics(uri)
    editor.apply(editor.actions(uri, at[0])['Use activation="sigmoid"'])
    assert editor.codes(uri).count(MISMATCH) == 1


def test_a_file_that_is_read_elsewhere_has_its_diagnostics_and_delays_no_other(editor: Editor) -> None:
    rest = "".join(f"values_{each} = [{each}, {each} + 1]\n" for each in range(9000))
    large = editor.open("file:///project/large.py", FAULTY + rest)
    small = editor.open("file:///project/small.py", FAULTY)
    assert MISMATCH in editor.codes(small)
    assert MISMATCH in editor.codes(large)
    editor.replace(large, '"softmax"', '"sigmoid"')
    assert MISMATCH not in editor.codes(large)
    assert (9, "Full speed") in editor.lenses(large)


# Quick fixes


def test_a_quick_fix_mends_the_text(editor: Editor) -> None:
    uri = editor.open("file:///project/fixed.py", FAULTY)
    fix = editor.actions(uri, mismatch(editor, uri))['Use activation="sigmoid"']
    assert fix["kind"] == "quickfix"
    assert fix["isPreferred"]
    editor.apply(fix)
    assert 'keras.layers.Dense(1, activation="sigmoid")' in editor.texts[uri]
    assert MISMATCH not in editor.codes(uri)


def test_a_diagnostic_is_ignored_on_its_line(editor: Editor) -> None:
    uri = editor.open("file:///project/ignored.py", FAULTY)
    editor.apply(editor.actions(uri, mismatch(editor, uri))[f"Ignore {MISMATCH} on this line"])
    assert f"# keras-debug: ignore[{MISMATCH}]" in editor.texts[uri]
    assert MISMATCH not in editor.codes(uri)


def test_a_diagnostic_is_explained(editor: Editor) -> None:
    uri = editor.open("file:///project/explained.py", FAULTY)
    explain = editor.actions(uri, mismatch(editor, uri))[f"Explain {MISMATCH}"]["command"]
    assert (explain["command"], explain["arguments"]) == ("kerasDebug.explainCheck", [MISMATCH])
    page = editor.request("keras/explainCheck", {"code": MISMATCH})["markdown"]
    assert f"`{MISMATCH}`" in page
    assert "```python" in page
    assert editor.request("keras/explainCheck", {"code": "nonsense"})["markdown"] == "There is no such check."


def test_lines_without_a_diagnostic_offer_nothing(editor: Editor) -> None:
    uri = editor.open("file:///project/elsewhere.py", FAULTY)
    begin = {"line": 0, "character": 0}
    assert editor.actions(uri, {"range": {"start": begin, "end": begin}}) == {}


# Code lenses


def test_a_fit_can_be_run_and_a_model_be_shown(editor: Editor) -> None:
    assert editor.lenses(editor.open("file:///project/lenses.py", FAULTY)) == [
        (3, "$(type-hierarchy) Show model"),
        (9, "$(debug-alt) Debug Keras fit"),
        (9, "Full speed"),
        (9, "Overfit one batch"),
        (9, "Check the data"),
    ]


def test_lenses_say_what_they_are_about(editor: Editor) -> None:
    uri = editor.open("file:///project/commands.py", FAULTY)
    found = editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert [(each["command"]["command"], each["command"]["arguments"]) for each in found[:2]] == [
        ("kerasDebug.showModelOf", [uri, {"line": 2, "name": "model"}]),
        ("kerasDebug.debugFile", [uri, {"line": 8}]),
    ]


@pytest.mark.parametrize("base", ["layers.Layer", "losses.Loss", "metrics.Metric"])
def test_what_keras_calls_can_be_tested_alone(editor: Editor, base: str) -> None:
    text = f"import keras\n\n\nclass Own(keras.{base}):\n    def call(self, x, y=None):\n        return x\n"
    uri = editor.open(f"file:///project/{base}.py", text)
    assert editor.lenses(uri) == [(4, "$(beaker) Test alone")]


def test_the_fit_of_a_scaler_has_no_lens(editor: Editor) -> None:
    text = "import keras\nfrom sklearn.svm import SVC\n\nclassifier = SVC()\nclassifier.fit(x, y)\n"
    assert editor.lenses(editor.open("file:///project/scaler.py", text)) == []


def test_a_file_that_was_never_saved_cannot_be_run(editor: Editor) -> None:
    uri = editor.open("untitled:Untitled-1", FAULTY)
    assert MISMATCH in editor.codes(uri)
    assert editor.lenses(uri) == []


# Hovers


def test_a_layer_says_what_it_makes(editor: Editor) -> None:
    uri = editor.open("file:///project/hover.py", FAULTY)
    found = editor.hover(uri, "Dense(8")
    assert found is not None
    assert "`(None, 4)` → `(None, 8)`" in found["contents"]["value"]
    assert editor.hover(uri, "import") is None


# Closed files


def test_what_is_not_open_has_no_answers(editor: Editor) -> None:
    assert editor.request("textDocument/codeLens", {"textDocument": {"uri": "file:///project/no.py"}}) == []


def test_an_unknown_request_is_refused_and_the_server_goes_on(editor: Editor) -> None:
    with pytest.raises(RefusedError):
        editor.request("keras/nonsense", {})
    assert MISMATCH in editor.codes(editor.open("file:///project/after.py", FAULTY))

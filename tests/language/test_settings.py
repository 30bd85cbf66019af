"""Settings: each folder has its own, and what is changed shows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.editor import Editor
from tests.language.test_editing import FAULTY, MISMATCH

if TYPE_CHECKING:
    from tests.harness.editor import Message


def severity(level: str) -> Message:
    return {"checks": {"severity": {MISMATCH: level}}}


def test_two_folders_with_other_settings() -> None:
    off = {**severity("off"), "codeLens": False}
    with Editor({"file:///strict/": severity("error"), "file:///calm/": off}) as editor:
        strict = editor.open("file:///strict/train.py", FAULTY)
        calm = editor.open("file:///calm/train.py", FAULTY)
        assert [each["severity"] for each in editor.diagnostics(strict)] == [1]
        assert editor.diagnostics(calm) == []
        assert editor.lenses(strict) != []
        assert editor.lenses(calm) == []


def test_a_setting_takes_effect_at_once() -> None:
    with Editor() as editor:
        uri = editor.open("file:///project/train.py", FAULTY)
        assert editor.codes(uri) == [MISMATCH]
        editor.settings = {"file:///project/": severity("off")}
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        editor.wait_for_codes(uri)
        editor.wait_until_asked("workspace/codeLens/refresh")


def test_settings_that_make_no_sense_are_as_if_they_were_not_there() -> None:
    wrong = {"codeLens": "perhaps", "checks": {"severity": {MISMATCH: "loud", "other": 3}}}
    with Editor({"file:///project/": wrong, "file:///list/": [1]}) as editor:
        for folder in ("work", "list"):
            uri = editor.open(f"file:///{folder}/train.py", FAULTY)
            assert [each["severity"] for each in editor.diagnostics(uri)] == [2]
            assert editor.lenses(uri) != []


def test_an_editor_without_settings_is_served() -> None:
    with Editor(capabilities={}) as editor:
        uri = editor.open("file:///project/train.py", FAULTY)
        assert editor.codes(uri) == [MISMATCH]
        assert editor.lenses(uri) != []

"""Notebooks: their cells are one script, each has its own diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.language.test_editing import MISMATCH

if TYPE_CHECKING:
    from tests.harness.editor import Editor, Message

CELLS = [
    "%pip install keras\nimport keras",
    'model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1, activation="softmax")])',
    '!ls\nmodel.compile(optimizer=keras.optimizers.Adam(1e-3), loss="binary_crossentropy")\nmodel.fit(x, y)',
]


def cell(notebook: str, number: int) -> str:
    return f"vscode-notebook-cell:/project/{notebook}.ipynb#{number}"


def item(notebook: str, number: int, text: str) -> Message:
    return {"uri": cell(notebook, number), "languageId": "python", "version": 1, "text": text}


def open_notebook(editor: Editor, notebook: str, cells: list[str] = CELLS) -> None:
    editor.notify(
        "notebookDocument/didOpen",
        {
            "notebookDocument": {
                "uri": f"file:///project/{notebook}.ipynb",
                "notebookType": "jupyter-notebook",
                "version": 1,
                "cells": [{"kind": 2, "document": cell(notebook, number)} for number in range(len(cells))],
            },
            "cellTextDocuments": [item(notebook, number, text) for number, text in enumerate(cells)],
        },
    )


def change(editor: Editor, notebook: str, cells: Message) -> None:
    document = {"uri": f"file:///project/{notebook}.ipynb", "version": 2}
    editor.notify("notebookDocument/didChange", {"notebookDocument": document, "change": {"cells": cells}})


def test_a_mistake_across_cells_is_shown_in_its_cell(editor: Editor) -> None:
    open_notebook(editor, "across")
    editor.wait_for_codes(cell("across", 1), MISMATCH)
    editor.wait_for_codes(cell("across", 0))
    editor.wait_for_codes(cell("across", 2))


def test_another_cell_changes_what_is_wrong(editor: Editor) -> None:
    open_notebook(editor, "mended")
    editor.wait_for_codes(cell("mended", 1), MISMATCH)
    text = {"text": CELLS[2].replace("binary_crossentropy", "mse")}
    document = {"uri": cell("mended", 2), "version": 2}
    change(editor, "mended", {"textContent": [{"document": document, "changes": [text]}]})
    editor.wait_for_codes(cell("mended", 1), "output-activation")


def test_a_cell_that_is_added_counts(editor: Editor) -> None:
    open_notebook(editor, "with%20space", CELLS[:2])
    editor.wait_for_codes(cell("with%20space", 1))
    array = {"start": 2, "deleteCount": 0, "cells": [{"kind": 2, "document": cell("with%20space", 2)}]}
    opened = [item("with%20space", 2, CELLS[2])]
    change(editor, "with%20space", {"structure": {"array": array, "didOpen": opened}})
    editor.wait_for_codes(cell("with%20space", 1), MISMATCH)


def test_a_cell_that_is_deleted_takes_its_diagnostics_along(editor: Editor) -> None:
    open_notebook(editor, "deleted")
    editor.wait_for_codes(cell("deleted", 1), MISMATCH)
    array = {"start": 1, "deleteCount": 1}
    closed = [{"uri": cell("deleted", 1)}]
    change(editor, "deleted", {"structure": {"array": array, "didClose": closed}})
    editor.wait_for_codes(cell("deleted", 1))


def test_a_cell_has_the_hovers_and_quick_fixes_of_its_own_lines(editor: Editor) -> None:
    open_notebook(editor, "asked")
    editor.wait_for_codes(cell("asked", 1), MISMATCH)
    at = {"line": 0, "character": CELLS[1].index("Dense")}
    where = {"textDocument": {"uri": cell("asked", 1)}}
    shown = editor.request("textDocument/hover", where | {"position": at})
    assert "`(None, 4)` → `(None, 1)`" in shown["contents"]["value"]
    assert shown["range"]["start"]["line"] == 0
    asked = where | {"range": {"start": at, "end": at}, "context": {"diagnostics": []}}
    fixes = [each for each in editor.request("textDocument/codeAction", asked) if "edit" in each]
    assert fixes
    assert all(list(each["edit"]["changes"]) == [cell("asked", 1)] for each in fixes)


def test_cells_have_no_lenses(editor: Editor) -> None:
    open_notebook(editor, "lenses")
    editor.wait_for_codes(cell("lenses", 1), MISMATCH)
    assert editor.lenses(cell("lenses", 2)) == []

"""The wire: garbage, the end of the editor, and what is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.harness.editor import ROOT, Editor
from tests.language.test_editing import FAULTY, MISMATCH


@pytest.mark.parametrize(
    "garbage",
    [
        b"Content-Length: 7\r\n\r\n{nonsen",
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: nothing\r\n\r\n",
        b"\xff\xfe\r\n\r\n",
        b'Content-Length: 36\r\n\r\n{"jsonrpc":"2.0","id":7,"params":{}}',
    ],
    ids=["no-json", "no-object", "no-length", "no-text", "no-method"],
)
def test_garbage_is_passed_over(garbage: bytes) -> None:
    with Editor() as editor:
        editor.send_bytes(garbage)
        assert editor.codes(editor.open("file:///project/train.py", FAULTY)) == [MISMATCH]
    assert editor.exit_code == 0


def test_a_change_of_a_file_that_is_not_open_is_told_and_harms_nothing() -> None:
    with Editor() as editor:
        document = {"uri": "file:///project/unknown.py", "version": 3}
        change = {"textDocument": document, "contentChanges": [{"text": "import keras"}]}
        editor.notify("textDocument/didChange", change)
        editor.wait_for_log("KeyError")
        assert editor.codes(editor.open("file:///project/train.py", FAULTY)) == [MISMATCH]


def test_the_server_ends_with_its_editor() -> None:
    with Editor() as editor:
        editor.open("file:///project/train.py", FAULTY)
        assert editor.hang_up() == 0


def test_the_server_ends_with_its_editor_while_it_reads_a_large_file() -> None:
    with Editor() as editor:
        editor.open("file:///project/train.py", FAULTY + "value = [1, 2, 3]\n" * 30_000)
        assert editor.hang_up() == 0


def test_what_anybody_prints_is_no_message() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pyadapter.language import main, server\n"
        "print_before = server.KerasServer.opened\n"
        "def opened(*args, **options):\n"
        "    print('Content-Length: 99')\n"
        "    return print_before(*args, **options)\n"
        "server.KerasServer.opened = opened\n"
        "sys.exit(main.main([]))\n"
    )
    with Editor(command=[sys.executable, "-c", program]) as editor:
        assert editor.codes(editor.open("file:///project/train.py", FAULTY)) == [MISMATCH]


def test_no_training_library_is_imported() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pyadapter.language.server import make_server\n"
        "make_server()\n"
        "print(sorted({'tensorflow', 'keras', 'debugpy'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Bad input: a sentence says what to do, and nothing hangs."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.adapter import errors
from pyadapter.adapter.log import MAXIMUM_FILE, Log
from pyadapter.protocol.framing import MAXIMUM_BODY, encode_message
from tests.harness.client import RequestFailedError
from tests.harness.session import ROOT, Session

if TYPE_CHECKING:
    from tests.harness.script import Script


def refusal(attributes: dict[str, Any], kind: Any = "launch", *options: str) -> RequestFailedError:
    """Launch with these attributes, and return the error that comes of it."""
    with Session(*options) as session:
        session.initialize()
        with pytest.raises(RequestFailedError) as failed:
            session.begin(kind, attributes)
    assert session.exit_code == 0 or options
    return failed.value


# The configuration


def test_an_unknown_attribute_is_named_with_the_one_that_was_meant(loop_script: Script) -> None:
    failed = refusal({"program": str(loop_script.path), "maxEpoch": 3})
    assert failed.error["id"] == 1001
    assert failed.error["showUser"] is True
    assert (
        '"maxEpoch" is not an attribute of a keras configuration. Did you mean "maxEpochs"?' in failed.message
    )


def test_a_wrong_type_is_named_with_what_is_expected(loop_script: Script) -> None:
    failed = refusal({"program": str(loop_script.path), "justMyCode": "yes"})
    assert '"justMyCode" must be true or false, not "yes".' in failed.message


def test_a_condition_of_a_tensor_breakpoint_that_cannot_be_used_is_named(loop_script: Script) -> None:
    broken = [{"kind": "nan", "condition": "step >"}]
    failed = refusal({"program": str(loop_script.path), "tensorBreakpoints": broken})
    assert '"tensorBreakpoints[0].condition" cannot be used' in failed.message


def test_a_missing_script(tmp_path: Path) -> None:
    failed = refusal({"program": str(tmp_path / "nothing.py")})
    assert failed.error["variables"]["code"] == "missing-script"
    assert f"The script {tmp_path / 'nothing.py'} does not exist." in failed.message


def test_a_folder_is_not_a_script(tmp_path: Path) -> None:
    assert "it is a folder without __main__.py" in refusal({"program": str(tmp_path)}).message


def test_neither_script_nor_module() -> None:
    assert refusal({"program": "", "module": ""}).error["variables"]["code"] == "no-target"


def test_a_missing_module(tmp_path: Path) -> None:
    failed = refusal({"module": "no_such_module", "cwd": str(tmp_path)})
    assert failed.error["variables"]["code"] == "missing-module"
    assert "There is no module no_such_module" in failed.message


def test_a_working_directory_that_is_a_file(loop_script: Script) -> None:
    failed = refusal({"program": str(loop_script.path), "cwd": str(loop_script.path)})
    assert failed.error["variables"]["code"] == "unreadable-directory"
    assert 'Set "cwd"' in failed.message


# The interpreter


def test_a_python_without_tensorflow(loop_script: Script, bare_python: str) -> None:
    failed = refusal({"program": str(loop_script.path), "python": bare_python})
    assert failed.error["id"] == 2001
    assert failed.error["variables"] == {"code": "missing-tensorflow", "python": bare_python}
    assert failed.error["urlLabel"] == "How to Install"
    assert f"{bare_python} -m pip install tensorflow" in failed.message


def test_a_python_with_tensorflow_but_without_keras(
    loop_script: Script, bare_python: str, tmp_path: Path
) -> None:
    (tmp_path / "tensorflow.py").touch()
    attributes = {"python": [bare_python], "env": {"PYTHONPATH": str(tmp_path)}}
    failed = refusal({"program": str(loop_script.path), **attributes})
    assert failed.error["variables"]["code"] == "missing-keras"


def test_without_debugging_tensorflow_is_not_asked_for(loop_script: Script, bare_python: str) -> None:
    with Session() as session:
        session.initialize()
        attributes = {"program": str(loop_script.path), "python": bare_python, "console": "internalConsole"}
        session.request("launch", noDebug=True, **attributes)
        assert session.wait_for_end() == 0


def test_a_python_that_is_too_old(loop_script: Script, tmp_path: Path) -> None:
    old = tmp_path / "old.py"
    old.write_text("print('3.8')")
    failed = refusal({"program": str(loop_script.path), "python": [sys.executable, str(old)]})
    assert failed.error["variables"]["code"] == "python-too-old"
    assert "is Python 3.8; keras-debug needs 3.10 or newer" in failed.message


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        (["/no/such/python"], "No such file"),
        ([sys.executable, "-X", "nonsense=1", "/no/such.py"], "can't open file"),
    ],
)
def test_a_python_that_does_not_start(loop_script: Script, python: list[str], reason: str) -> None:
    failed = refusal({"program": str(loop_script.path), "python": python})
    assert failed.error["variables"]["code"] == "python-not-started"
    assert reason in failed.message


# Ports


def test_nothing_listens_where_a_debuggee_should() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    failed = refusal({"connect": {"port": port}}, "attach", "--connect", f"127.0.0.1:{port}")
    assert failed.error["variables"]["code"] == "nothing-listens"
    assert f"debugpy.listen({port})" in failed.message


def test_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        failed = refusal({"listen": {"host": "127.0.0.1", "port": port}}, "attach")
    assert failed.error["variables"]["code"] == "port-in-use"
    assert f"Port {port} on 127.0.0.1 cannot be listened on" in failed.message


# Messages


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "not a header line"),
        (b"Content-Length: %d\r\n\r\n" % (MAXIMUM_BODY + 1), "over the limit"),
        (b"Content-Length: 5\r\n\r\n{oops", "not JSON"),
        (encode_message({"type": "request", "seq": 9, "command": 5}), "not a DAP message"),
        (
            encode_message({"type": "request", "seq": 9, "command": "threads", "arguments": []}),
            "not a DAP message",
        ),
    ],
)
def test_garbage_ends_the_session_with_a_logged_reason(
    endless_script: Script, data: bytes, reason: str
) -> None:
    logs = endless_script.path.parent / "logs"
    with Session("--log-dir", str(logs)) as session:
        session.launch(endless_script)
        session.client.send_bytes(data)
        session.wait_for_event("terminated")
        assert reason in session.output("important")
    assert session.exit_code == 1
    (log,) = logs.glob("keras-debug.adapter-*.log")
    assert reason in log.read_text(encoding="utf-8")


def test_a_message_of_a_megabyte_gets_through(endless_script: Script) -> None:
    with Session() as session:
        session.launch(endless_script)
        text = "x" * 1_000_000
        assert session.evaluate(f"len({text!r})", context="repl") == "1000000"


@pytest.mark.parametrize("command", ["restartFrame", "disassemble", "keras/unknown"])
def test_requests_that_debugpy_would_wedge_on_are_refused(command: str) -> None:
    with Session() as session:
        session.initialize()
        with pytest.raises(RequestFailedError, match="not supported"):
            session.request(command, name="x")
        assert session.request("debugpySystemInfo")  # And it goes on.


def test_debugpy_never_sees_requests_about_data_breakpoints(loop_script: Script) -> None:
    with Session() as session:
        session.launch(loop_script, breakpoints={loop_script: [loop_script["double"]]})
        stop = session.wait_for_stop("breakpoint")
        information = session.request("dataBreakpointInfo", name="x", frameId=stop.frame)
        assert information["dataId"] is None
        assert information["description"].startswith("x (int)")
        assert session.request("setDataBreakpoints", breakpoints=[]) == {"breakpoints": []}
        assert session.request("dataBreakpointInfo", name="x")["dataId"] is None
        assert session.evaluate("x", stop) == "0"  # And it goes on.


def test_questions_to_the_probe_before_there_is_one() -> None:
    with Session() as session:
        session.initialize()
        with pytest.raises(RequestFailedError) as failed:
            session.request("keras/finding")
        assert failed.value.error["variables"]["code"] == "no-probe"
        assert failed.value.error["showUser"] is False


def test_cancel_is_answered() -> None:
    with Session() as session:
        session.initialize()
        assert session.request("cancel", requestId=77) == {}


def test_null_for_arguments_means_none() -> None:
    with Session() as session:
        session.initialize()
        session.client.send_bytes(
            encode_message({"type": "request", "seq": 900, "command": "debugpySystemInfo", "arguments": None})
        )
        assert session.client.response(900)["success"] is True


# Logs


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_for_logs_is_told_and_the_session_goes_on(tmp_path: Path) -> None:
    log = Log(str(tmp_path))
    full = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115, the log closes it
    log._file = full  # noqa: SLF001, no disk is filled for a test
    log.write("one entry too many")
    log.write("and another")
    assert "No space left on device" in (log.failure or "")
    assert full.closed


def test_a_log_folder_that_cannot_be_is_told_and_the_session_goes_on(loop_script: Script) -> None:
    with Session("--log-dir", str(loop_script.path / "logs")) as session:
        session.launch(loop_script)
        assert session.wait_for_end() == 0
        assert "There is no log of this session: " in session.output("important")


def test_a_log_never_grows_beyond_two_files(tmp_path: Path) -> None:
    log = Log(str(tmp_path))
    entry = "x" * 2000
    for _ in range(3 * MAXIMUM_FILE // len(entry)):
        log.write(entry)
    log.close()
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert max(sizes) <= MAXIMUM_FILE


# The catalogue


def test_every_error_has_its_own_id_and_code() -> None:
    entries = [value for value in vars(errors).values() if isinstance(value, errors.Entry)]
    assert len({entry.id for entry in entries}) == len({entry.code for entry in entries}) == len(entries)


def test_the_users_and_the_environments_errors_are_shown() -> None:
    entries = [value for value in vars(errors).values() if isinstance(value, errors.Entry)]
    assert all(entry.show for entry in entries if entry.id < 3000)


def test_an_error_on_the_wire_has_a_format_and_its_variables() -> None:
    error = errors.AdapterError(errors.MISSING_MODULE, module="fit", python="{odd}")
    body = errors.error_body(error)["error"]
    assert errors.variables_of(errors.MISSING_MODULE) < body["variables"].keys()
    assert str(error).startswith("There is no module fit for {odd}.")


# Starting


def test_a_python_too_old_for_the_adapter_gets_a_sentence() -> None:
    main = ROOT / "pyadapter" / "__main__.py"
    source = main.read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__ import annotations" not in source  # Python 3.6 stops there.
    code = (
        f"import runpy, sys; sys.version_info = (3, 9, 1); runpy.run_path({str(main)!r}, run_name='__main__')"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.stderr == f"keras-debug needs Python 3.10 or newer; {sys.executable} is Python 3.9.\n"
    assert answer.returncode == 1


def test_the_adapter_imports_neither_numpy_nor_debugpy() -> None:
    heavy = ("numpy", "debugpy", "tensorflow")
    code = f"import sys, pyadapter.adapter.main; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"


def test_modules_of_the_user_do_not_get_in_the_way(loop_script: Script) -> None:
    folder = loop_script.path.parent
    for name in ("selectors.py", "types.py", "json.py", "contextlib.py"):
        (folder / name).write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    with Session(directory=folder) as session:
        # Asked with another interpreter's arguments, so that it is asked in a process of its own.
        session.launch(loop_script, attributes={"python": [sys.executable, "-X", "utf8"], "cwd": str(folder)})
        assert session.wait_for_end() == 0

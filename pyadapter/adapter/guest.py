"""What is evaluated in the debuggee, by whatever Python that is, to load the probe into it."""

from __future__ import annotations


def expression(folder: str, configuration: str) -> str:
    """Return one Python expression that starts the probe in the process that evaluates it.

    Its value is "ok", or says why there is no probe; it raises nothing and leaves `sys.path` alone.

    Args:
        folder: The folder of package `pyadapter`.
        configuration: The schema's `ProbeConfiguration` as JSON.
    """
    return (
        f"(lambda names: (exec({SOURCE!r}, names), names['start']({folder!r}, {configuration!r}))[1])({{}})"
    )


SOURCE = """
def start(folder, configuration):
    answer_at_once()
    try:
        import sys
        if sys.version_info < (3, 10):
            return "the process runs Python %d.%d; keras-debug needs 3.10 or newer" % sys.version_info[:2]
        import importlib.util
        import os
        main = os.path.join(folder, "__init__.py")
        if "pyadapter" not in sys.modules and os.path.exists(main):
            spec = importlib.util.spec_from_file_location(
                "pyadapter", main, submodule_search_locations=[folder]
            )
            package = importlib.util.module_from_spec(spec)
            sys.modules["pyadapter"] = package
            spec.loader.exec_module(package)
        # On another machine the folder is not there; the package may be installed.
        from pyadapter.probe.bootstrap import start_under_debugger
        return start_under_debugger(configuration)
    except ImportError as error:
        return "%s: %s; on another machine, install keras-debug there" % (type(error).__name__, error)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def answer_at_once():
    # pydevd writes header and body apart, and Nagle's algorithm holds the body back until the header is
    # acknowledged: 40 ms for each answer on Linux.
    try:
        import socket
        from _pydevd_bundle.pydevd_constants import get_global_debugger
        get_global_debugger().writer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except Exception:
        pass  # Slow as before.
"""

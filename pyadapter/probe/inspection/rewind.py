"""What is asked for while a step is paused: to run steps again, to leave its update out, to pause later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.probe.execution.orders import NO_STEP, Rewind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.probe import Probe


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""
    orders = probe.orders

    def rewind_state(arguments: Mapping[str, Any]) -> dict[str, Any]:
        del arguments
        offer = orders.offer
        if offer is None:
            return {"problem": orders.problem or NO_STEP}
        known = {"learningRate": offer.learning_rate(), "rows": offer.rows}
        return {
            "steps": offer.step - offer.steps[0],
            "step": offer.step,
            **{name: value for name, value in known.items() if value is not None},
        }

    def rewind(arguments: Mapping[str, Any]) -> dict[str, Any]:
        rate = arguments.get("learningRate")
        rows = arguments.get("withoutRows") or ()
        steps = int(arguments.get("steps") or 0)
        orders.rewind(Rewind(steps, None if rate is None else float(rate), tuple(int(row) for row in rows)))
        return {}

    def skip_update(arguments: Mapping[str, Any]) -> dict[str, Any]:
        if orders.offer is None:
            raise LookupError(orders.problem or NO_STEP)
        orders.skip_update = bool(arguments.get("skip"))
        return {}

    def pause_at_next_step(arguments: Mapping[str, Any]) -> dict[str, Any]:
        replays = probe.configuration.get("execution") == "replay" and probe.progress.in_fit
        armed = replays and bool(arguments.get("armed", True))
        orders.pause_at_next_step = armed
        return {"armed": armed}

    return {
        "keras/rewindState": rewind_state,
        "keras/rewind": rewind,
        "keras/skipUpdate": skip_update,
        "keras/pauseAtNextStep": pause_at_next_step,
    }

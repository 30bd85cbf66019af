"""Observers: each watches training for some kinds of findings, and is told while one of them is armed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.probe.patches import contained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyadapter.core.detectors.weight_changes import Change
    from pyadapter.core.finding import Cause, Kind
    from pyadapter.core.sentinel import Reading
    from pyadapter.core.setup import Setup
    from pyadapter.probe.patches import Patch
    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.ops import Look, ThreadState
    from pyadapter.probe.watch.origins import Fault
    from pyadapter.probe.watch.watcher import Watcher


@dataclass(frozen=True)
class ObserverContext:
    """What an observer can use.

    Attributes:
        report: Tells of a fault; says whether the user knows of it now. In a terminal it may end the run.
        progress: Where training is.
        watcher: Has the state of each thread.
        configuration: The schema's `ProbeConfiguration`.
        hint: Tells of a cause that is a matter of taste.
        update_listeners: Are told of each update that was measured, with the changes of its variables.
    """

    report: Callable[[Fault], bool]
    progress: Progress
    watcher: Watcher
    configuration: Mapping[str, Any]
    hint: Callable[[Cause], None] = lambda _: None
    update_listeners: list[Callable[[Sequence[Change]], None]] = field(default_factory=list)


class Observer:
    """Watches training; a subclass overrides what it wants to be told of.

    What it is told of happens on the thread that trains, with eager tensors. Values are the user's: they must
    not be changed, nor held beyond the step. Ops that it runs itself must be run with `state.busy` set.

    Args:
        context: What it can use.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset()
    """What it can find: it is told nothing while none of these is armed."""

    def __init__(self, context: ObserverContext) -> None:
        self.context = context
        self.armed: frozenset[Kind] = frozenset()

    @property
    def wanted(self) -> bool:
        """Whether it is to be told without a kind that is armed: for breakpoints that are no findings."""
        return False

    def breakpoints_changed(self) -> None:
        """Breakpoints of its kinds are others now: what was told may be told again.

        Called on the channel's thread, while another one may train.
        """

    def patches(self, package: str) -> Iterable[Patch]:
        """Return patches of its own, when `tensorflow` or `keras` has been imported; they stay in force."""
        del package
        return ()

    def without_gradient(self) -> list[Any]:
        """Return the variables that an optimizer was given, and never a gradient of them."""
        return []

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Return what to call after ops of some types in the step that begins; it is on the hot path.

        Returns:
            By op type: a function of thread state, op type, inputs, attributes and outputs.
        """
        return {}

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """`fit` was called."""

    def fit_ends(self, model: Any) -> None:
        """`fit` returned or raised."""

    def epoch_begins(self, epoch: int) -> None:
        """An epoch of `fit` begins."""

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """A batch is worked on; `model` and `batch` are None in a hand-written loop."""

    def step_ends(self, model: Any, *, training: bool) -> None:
        """The batch is done with, or has raised."""

    def step_ran(self, reading: Reading | None) -> None:
        """A step ran compiled, unwatched: one of training with what the sentinel read, else without."""

    def reading_taken(self, model: Any, batch: Any, reading: Reading) -> Kind | None:
        """A compiled step has run: take in what was read in it.

        Returns:
            What the step is suspected of; it runs again then, watched, to be judged as any other.
        """
        del model, batch, reading
        return None

    def step_raised(self, error: Exception) -> None:
        """A step of `fit`, `evaluate` or `predict` raised; its batch is still there."""

    def loss_called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> None:
        """An instance of `keras.losses.Loss` is about to be called."""

    def loss_computed(  # noqa: PLR0913, PLR0917 -- what Keras computes a loss of
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """`Trainer._compute_loss` has returned the loss of a batch, of validation too."""

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """`GradientTape.gradient` has returned."""

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """`optimizer.apply` is about to be run with lists of gradients and Keras variables."""

    def update_ends(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """`optimizer.apply` has been run."""


_EVENTS = (
    "fit_begins", "fit_ends", "epoch_begins", "step_begins", "step_ends", "step_ran", "reading_taken",
    "step_raised", "loss_called", "loss_computed", "gradients_taken", "update_begins", "update_ends",
)  # fmt: skip


class Observers:
    """All observers, of which those are told that can find something armed.

    Args:
        observers: In the order in which they are told: causes before what they cause.
        setup: Describes the training that runs, of a model where that is not known yet.
    """

    def __init__(
        self, observers: Iterable[Observer], setup: Callable[[Any], Setup | None] = lambda _: None
    ) -> None:
        self.setup = setup
        """Returns what is known of how a model's training is set up."""
        self._all: tuple[Observer, ...] = tuple(observers)
        self._armed: tuple[Observer, ...] = ()
        self._told: dict[str, tuple[Callable[..., None], ...]] = dict.fromkeys(_EVENTS, ())

    def add(self, observer: Observer, *, first: bool = False) -> None:
        """Take in one more, which is told last, or before those who may pause when they are told."""
        self._all = (observer, *self._all) if first else (*self._all, observer)

    def without_gradient(self) -> list[Any]:
        """Return the variables that an optimizer was given, and never a gradient of them."""
        return [variable for observer in self._armed for variable in observer.without_gradient()]

    def arm(self, kinds: frozenset[Kind], changed: frozenset[Kind] = frozenset()) -> None:
        """Take over which kinds can stop the run.

        Args:
            kinds: Those that can.
            changed: Those whose breakpoints are others now.
        """
        for observer in self._all:
            observer.armed = observer.kinds & kinds
            if observer.kinds & changed:
                contained(observer.breakpoints_changed)
        self._armed = tuple(observer for observer in self._all if observer.armed or observer.wanted)
        self._told = {
            event: tuple(
                getattr(observer, event)
                for observer in self._armed
                if getattr(type(observer), event) is not getattr(Observer, event)
            )
            for event in _EVENTS
        }

    def tell(self, event: str, *arguments: Any, **named: Any) -> None:
        """Tell of an event; a failure of an observer is logged and contained."""
        for told in self._told[event]:
            contained(told, *arguments, **named)

    def suspicions(self, model: Any, batch: Any, reading: Reading) -> list[Kind]:
        """Return what a compiled step is suspected of."""
        kinds = (contained(told, model, batch, reading) for told in self._told["reading_taken"])
        return [kind for kind in kinds if kind is not None]

    def looks(self) -> Mapping[Any, Look]:
        """Return what to call after ops in the step that begins, by op type as text and as bytes."""
        found: dict[Any, Look] = {}
        for observer in self._armed:
            for op_type, look in (contained(observer.looks) or {}).items():
                for name in (op_type, op_type.encode()):
                    found[name] = _both(found[name], look) if name in found else _careful(look)
        return found

    def patches(self, package: str) -> list[Patch]:
        """Return the patches of all observers for a package that has been imported."""
        return [patch for observer in self._all for patch in contained(observer.patches, package) or ()]


def _careful(look: Look) -> Look:
    def call(*arguments: Any) -> None:
        contained(look, *arguments)

    return call


def _both(first: Look, second: Look) -> Look:
    def call(*arguments: Any) -> None:
        first(*arguments)
        contained(second, *arguments)

    return call


def make_observers(context: ObserverContext) -> Observers:
    """Make all observers."""
    # Their modules need this one.
    from pyadapter.probe.watch.activations import ActivationObserver  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.course import CourseObserver  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.data import data_observers  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.errors import ErrorObserver  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.inputs import InputObserver  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.losses import LossObserver  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.memory import MemoryObserver  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.setup import SetupObserver  # noqa: PLC0415 -- see above
    from pyadapter.probe.watch.updates import update_observers  # noqa: PLC0415 -- see above

    memory, inputs = MemoryObserver(context), InputObserver(context)
    setup = SetupObserver(context, inputs.multiplied)
    activations, losses = ActivationObserver(context), LossObserver(context)
    course = CourseObserver(context, losses, activations)
    setup.course = course.course
    return Observers((
        setup, inputs, *data_observers(context), *update_observers(context), activations, losses, course,
        memory, ErrorObserver(context, memory),
    ), setup.setup)  # fmt: skip

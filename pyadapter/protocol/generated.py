"""Wire types, written by `npm run generate` from schema.json. Do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired

Kind: TypeAlias = Literal["nan", "inf", "shape-mismatch", "silent-broadcast", "dtype", "gradient-missing", "gradient-exploding", "gradient-vanishing", "dead-units", "saturated-units", "weights-unchanged", "weight-update-ratio", "label-out-of-range", "input-range", "output-range", "loss-stalled", "loss-diverged", "loss-oscillating", "out-of-memory", "exception"]


Phase: TypeAlias = Literal["data", "forward", "loss", "backward", "optimizer", "metric", "epoch"]


ShapeDimension: TypeAlias = int | None


class Location(TypedDict):
    """
    A place in the user's source; line is 1-based.
    """

    file: str
    line: int
    function: NotRequired[str]


class Statistics(TypedDict):
    """
    What the values of a tensor are like. Moments and range are over the finite values; null when there is none. When `sampled` is true the counts are of a sample of `counted` values and a rare NaN can be missed.
    """

    count: int
    counted: int
    sampled: bool
    nan: int
    positiveInf: int
    negativeInf: int
    zeros: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    standardDeviation: float | None
    norm: float | None
    unique: NotRequired[int | None]


class TensorDigest(TypedDict):
    """
    What is known of a tensor without moving its bytes.
    """

    handle: NotRequired[int]
    name: NotRequired[str]
    role: NotRequired[Literal["output", "input", "variable", "gradient", "loss", "feature", "label"]]
    shape: list[ShapeDimension]
    dtype: str
    device: str
    bytes: int
    line: str
    statistics: NotRequired[Statistics]
    firstBad: NotRequired[list[int]]
    madeBy: NotRequired[str]


class Cause(TypedDict):
    """
    A diagnosis: why, with the numbers that show it, and what to write instead.
    """

    id: str
    message: str
    fix: str
    location: NotRequired[Location]


class BatchRows(TypedDict):
    """
    The guilty rows of the batch, and their rows in the data set where these can be known (same order, null where not).
    """

    rows: list[int]
    datasetRows: list[int | None]


class Earlier(TypedDict):
    """
    The infinity that a NaN was made of: where a run can be stopped earlier next time.
    """

    op: NotRequired[str]
    layer: NotRequired[str]
    location: NotRequired[Location]


class TensorBreakpoint(TypedDict):
    """
    A kind of finding that stops the run, with an optional condition over the finding's fields.
    """

    kind: Kind
    condition: NotRequired[str]
    layer: NotRequired[str]
    location: NotRequired[Location]
    strict: NotRequired[bool]


class IgnoredFinding(TypedDict):
    """
    Findings that do not stop the run: of a kind (all kinds when it is absent), in a layer or on a line.
    """

    kind: NotRequired[Kind]
    layer: NotRequired[str]
    location: NotRequired[Location]


class LayerBreakpoint(TypedDict):
    """
    Stops on entry of the call of a layer.
    """

    id: int
    layer: str
    condition: NotRequired[str]
    hitCondition: NotRequired[str]


class TensorTarget(TypedDict):
    """
    A value that a data breakpoint can watch: a variable by its path, a tensor by the line and op that make it, an array of the batch by its name.
    """

    target: str
    name: str
    line: NotRequired[str]


TensorChange: TypeAlias = Literal["nonFinite", "shape", "unchanged", "range"]


class DataBreakpoint(TypedDict):
    """
    Stops when a tensor or variable becomes non-finite, changes its shape, stops changing, or leaves a range.
    """

    id: int
    target: str
    name: NotRequired[str]
    changes: list[TensorChange]
    minimum: NotRequired[float]
    maximum: NotRequired[float]
    condition: NotRequired[str]
    hitCondition: NotRequired[str]


StatisticsLevel: TypeAlias = Literal["none", "sampled", "full"]


class LaunchAttributes(TypedDict):
    """
    Attributes of a launch configuration of type keras that keras-debug defines or documents itself.
    """

    program: NotRequired[str]
    module: NotRequired[str]
    args: NotRequired[str | list[str]]
    cwd: NotRequired[str]
    env: NotRequired[dict[str, str | None]]
    python: NotRequired[str | list[str]]
    console: NotRequired[Literal["internalConsole", "integratedTerminal", "externalTerminal"]]
    justMyCode: NotRequired[bool]
    stopOnEntry: NotRequired[bool]
    subProcess: NotRequired[bool]
    execution: NotRequired[Literal["eager"]]
    tensorBreakpoints: NotRequired[list[Kind | TensorBreakpoint]]
    device: NotRequired[str]
    memoryGrowth: NotRequired[bool]
    maxEpochs: NotRequired[int | None]
    maxStepsPerEpoch: NotRequired[int | None]
    memoryBudget: NotRequired[int | None]
    statistics: NotRequired[Literal["none", "sampled", "full"]]
    openPanelOnStop: NotRequired[bool]


class Connect(TypedDict):
    """
    Where a process waits for a debugger.
    """

    host: NotRequired[str]
    port: int


class AttachAttributes(TypedDict):
    """
    Attributes of an attach configuration of type keras, beside those it shares with launch.
    """

    connect: Connect


class HistogramArguments(TypedDict):
    handle: int
    bins: NotRequired[int]


class Histogram(TypedDict):
    """
    Counts of finite values in equal bins between minimum and maximum, beside those of NaN and infinities. `edges` is one longer than `counts`.
    """

    edges: list[float]
    counts: list[int]
    nan: int
    positiveInf: int
    negativeInf: int
    sampled: bool


class WindowArguments(TypedDict):
    """
    A two-dimensional window of a tensor: the last two axes, the axes before them fixed at `index`. A vector is one row, a scalar one cell.
    """

    handle: int
    index: list[int]
    row: int
    column: int
    rows: int
    columns: int


class Window(TypedDict):
    """
    The values of a window, row by row. The size can be smaller than asked for at the tensor's end.
    """

    shape: list[int]
    row: int
    column: int
    rows: int
    columns: int
    values: str


class BatchArguments(TypedDict):
    start: int
    count: int


class BatchColumn(TypedDict):
    name: str
    role: Literal["feature", "label", "sampleWeight", "output"]
    shape: list[int]
    dtype: str
    line: str


class BatchRow(TypedDict):
    row: int
    datasetRow: int | None
    bad: bool
    why: NotRequired[str]
    cells: list[str]


class Batch(TypedDict):
    """
    Rows of the offending batch, the bad ones first.
    """

    total: int
    columns: list[BatchColumn]
    rows: list[BatchRow]
    note: NotRequired[str]


class SetTensorBreakpointsArguments(TypedDict):
    """
    All breakpoints of one source. From the client: those of its Tensor Breakpoints tree, which come on top of exception filters, function and data breakpoints. From the adapter to the probe: all there are.
    """

    breakpoints: list[TensorBreakpoint]
    ignored: NotRequired[list[IgnoredFinding]]
    layers: NotRequired[list[LayerBreakpoint]]
    data: NotRequired[list[DataBreakpoint]]


class Problem(TypedDict):
    text: str
    message: str


class SetTensorBreakpointsBody(TypedDict):
    """
    What cannot be used, by the text that was refused.
    """

    problems: NotRequired[list[Problem]]


class CheckConditionArguments(TypedDict):
    """
    Asks whether a condition can be used, as it is typed.
    """

    condition: str
    over: Literal["finding", "layer", "tensor"]
    kind: NotRequired[Kind]


class CheckConditionBody(TypedDict):
    problem: NotRequired[str]


class TensorTargetArguments(TypedDict):
    """
    Names a value in a frame, or in a container of the VARIABLES view.
    """

    name: str
    frameId: NotRequired[int]
    variablesReference: NotRequired[int]


class TensorTargetBody(TypedDict):
    target: TensorTarget | None
    why: NotRequired[str]


class LayerEntry(TypedDict):
    path: str
    className: str
    location: NotRequired[Location]


class LayersBody(TypedDict):
    """
    The layers of the models that the program has made.
    """

    layers: list[LayerEntry]


class PauseEvent(TypedDict):
    """
    Body of the event `keras/pause` that the probe sends before it stops for a layer or data breakpoint, which are not findings.
    """

    number: int
    reason: Literal["function breakpoint", "data breakpoint"]
    title: str
    message: str
    breakpoint: int
    threadId: NotRequired[int]
    tensor: NotRequired[TensorDigest]


class ConditionFailedEvent(TypedDict):
    """
    Body of the event `keras/conditionFailed` that the probe sends to the adapter when the condition or log message of a line or function breakpoint raises; once for each.
    """

    number: int
    text: str
    error: str


class KerasHistogram(TypedDict):
    arguments: HistogramArguments
    body: Histogram


class KerasWindow(TypedDict):
    arguments: WindowArguments
    body: Window


class KerasBatch(TypedDict):
    arguments: BatchArguments
    body: Batch


class KerasSetTensorBreakpoints(TypedDict):
    arguments: SetTensorBreakpointsArguments
    body: SetTensorBreakpointsBody


class KerasCheckCondition(TypedDict):
    arguments: CheckConditionArguments
    body: CheckConditionBody


class KerasTensorTarget(TypedDict):
    arguments: TensorTargetArguments
    body: TensorTargetBody


class KerasLayers(TypedDict):
    arguments: dict[str, Any]
    body: LayersBody


PanelStatus: TypeAlias = Literal["stopped", "continued", "ended"]


class PanelResponse(TypedDict):
    type: Literal["response"]
    id: int
    body: NotRequired[Any]
    error: NotRequired[str]


class PanelReady(TypedDict):
    type: Literal["ready"]


class PanelRequest(TypedDict):
    type: Literal["request"]
    id: int
    command: Literal["keras/histogram", "keras/window", "keras/batch"]
    arguments: dict[str, Any]


class PanelOpenLocation(TypedDict):
    type: Literal["openLocation"]
    location: Location


class PanelCopy(TypedDict):
    """
    Puts a text on the clipboard.
    """

    type: Literal["copy"]
    text: str


class PanelAction(TypedDict):
    """
    What to do about the stop: go on; go on and no more stop for this kind in its layer or on its line; stop next time at the infinity that this NaN was made of.
    """

    type: Literal["action"]
    action: Literal["continue", "ignoreLayer", "ignoreLine", "stopEarlier"]


class Finding(TypedDict):
    """
    Something bad that was seen in training: what, where, when, how much, and why.
    """

    kind: Kind
    title: str
    message: str
    phase: Phase
    epoch: NotRequired[int]
    step: NotRequired[int]
    location: NotRequired[Location]
    layer: NotRequired[str]
    op: NotRequired[str]
    tensor: NotRequired[TensorDigest]
    inputs: NotRequired[list[TensorDigest]]
    batch: NotRequired[BatchRows]
    causes: list[Cause]
    evidence: list[str]
    value: NotRequired[float]
    earlier: NotRequired[Earlier]


class Report(TypedDict):
    """
    What `keras-debug run --report FILE` writes.
    """

    version: Literal[1]
    ended: Literal["completed", "stopped", "exception", "interrupted"]
    findings: list[Finding]


class ProbeConfiguration(TypedDict):
    """
    What the adapter or the command line tells the probe when it starts it.
    """

    breakpoints: list[TensorBreakpoint]
    ignored: NotRequired[list[IgnoredFinding]]
    layers: NotRequired[list[LayerBreakpoint]]
    data: NotRequired[list[DataBreakpoint]]
    execution: NotRequired[Literal["eager"]]
    device: NotRequired[str]
    maxEpochs: NotRequired[int | None]
    maxStepsPerEpoch: NotRequired[int | None]
    memoryBudget: NotRequired[int | None]
    statistics: NotRequired[StatisticsLevel]
    address: NotRequired[list[str | int]]
    token: NotRequired[str]


class StopEvent(TypedDict):
    """
    Body of the event `keras/stop`, sent right after the `stopped` event of a tensor breakpoint.
    """

    threadId: int
    finding: Finding


class FindingBody(TypedDict):
    finding: Finding | None


class KerasFinding(TypedDict):
    arguments: dict[str, Any]
    body: FindingBody


Messages = TypedDict(
    "Messages",
    {
        "keras/finding": KerasFinding,
        "keras/histogram": KerasHistogram,
        "keras/window": KerasWindow,
        "keras/batch": KerasBatch,
        "keras/setTensorBreakpoints": KerasSetTensorBreakpoints,
        "keras/checkCondition": KerasCheckCondition,
        "keras/tensorTarget": KerasTensorTarget,
        "keras/layers": KerasLayers,
    },
)


class PanelState(TypedDict):
    """
    What the panel shows until it asks for more: the latest tensor stop, null before the first one.
    """

    type: Literal["show"]
    stop: StopEvent | None
    status: PanelStatus


class PanelMessages(TypedDict):
    """
    Messages between the extension and the page of its panel.
    """

    toPage: PanelState | PanelResponse
    toHost: PanelReady | PanelRequest | PanelOpenLocation | PanelCopy | PanelAction


class KerasDebugProtocol(TypedDict):
    """
    Everything that crosses a process boundary in keras-debug, beside plain DAP. The one source of the wire types: `npm run generate` writes the Python and TypeScript types and the launch attributes in package.json from it.
    """

    launch: NotRequired[LaunchAttributes]
    attach: NotRequired[AttachAttributes]
    report: NotRequired[Report]
    probe: NotRequired[ProbeConfiguration]
    messages: NotRequired[Messages]
    panel: NotRequired[PanelMessages]

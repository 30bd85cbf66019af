"""Wire types, written by `npm run generate` from schema.json. Do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired

Kind: TypeAlias = Literal["nan", "inf", "shape-mismatch", "silent-broadcast", "dtype", "gradient-missing", "gradient-exploding", "gradient-vanishing", "dead-units", "saturated-units", "weights-unchanged", "weight-update-ratio", "label-out-of-range", "input-range", "output-range", "loss-stalled", "loss-diverged", "loss-oscillating", "out-of-memory", "exception", "step"]


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
    confidence: Literal["certain", "likely", "possible"]


class BatchRows(TypedDict):
    """
    The guilty rows of the batch, and their rows in the data set where these can be known (same order, null where not).
    """

    rows: list[int]
    datasetRows: list[int | None]


class Replay(TypedDict):
    """
    How a compiled step came to be run again in eager execution.
    """

    step: int
    snapshot: int
    exact: bool
    reasons: list[str]


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
    execution: NotRequired[Literal["eager", "replay"]]
    snapshotEvery: NotRequired[int]
    replayMemory: NotRequired[int]
    snapshotsOn: NotRequired[Literal["device", "host"]]
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
    scale: NotRequired[Literal["linear", "symlog"]]


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
    scale: NotRequired[Literal["linear", "symlog"]]


class WindowArguments(TypedDict):
    """
    A two-dimensional window of a tensor: `axes` are its rows and columns (the last two when absent), `index` fixes the others in their order. A vector is one row, a scalar one cell.
    """

    handle: int
    index: list[int]
    row: int
    column: int
    rows: int
    columns: int
    axes: NotRequired[list[int]]
    steps: NotRequired[list[int]]
    minus: NotRequired[int]


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
    sampled: NotRequired[bool]


class HintEvent(TypedDict):
    """
    Body of the event `keras/hint`, sent while the run goes on: what is a matter of taste, or may be meant.
    """

    hint: Cause


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
    Body of the event `keras/pause` that the probe sends before it stops for a layer or data breakpoint, or because the user asked for a pause: these are not findings.
    """

    number: int
    reason: Literal["function breakpoint", "data breakpoint", "pause"]
    title: str
    message: str
    breakpoint: NotRequired[int]
    threadId: NotRequired[int]
    tensor: NotRequired[TensorDigest]


class ConditionFailedEvent(TypedDict):
    """
    Body of the event `keras/conditionFailed` that the probe sends to the adapter when the condition or log message of a line or function breakpoint raises; once for each.
    """

    number: int
    text: str
    error: str


class TensorReference(TypedDict):
    """
    Names a tensor so that it can be found again at the next stop, when its handle is no longer good.
    """

    type: Literal["finding", "expression", "batch", "output", "weight", "gradient", "attention"]
    name: str
    frameId: NotRequired[int]


class TensorArguments(TypedDict):
    reference: TensorReference
    variablesReference: NotRequired[int]


class TensorBody(TypedDict):
    tensor: TensorDigest | None
    reference: TensorReference
    why: NotRequired[str]


class TensorChoice(TypedDict):
    reference: TensorReference
    group: str
    name: str
    shape: list[ShapeDimension]
    dtype: str


class TensorsBody(TypedDict):
    """
    The tensors that can be shown at this stop, without their statistics.
    """

    tensors: list[TensorChoice]


class AxisStatisticsArguments(TypedDict):
    handle: int
    axis: int
    start: int
    count: int


class Row(TypedDict):
    index: int
    nan: int
    positiveInf: int
    negativeInf: int
    zeros: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    standardDeviation: float | None


class AxisStatistics(TypedDict):
    """
    Statistics of each position on an axis, over all the others.
    """

    axis: int
    size: int
    start: int
    sampled: bool
    rows: list[Row]


class BadIndicesArguments(TypedDict):
    handle: int
    start: int
    count: int


class Indice(TypedDict):
    index: list[int]
    value: Literal["NaN", "+Inf", "−Inf"]


class BadIndices(TypedDict):
    """
    Where a tensor is not finite, in the order of memory.
    """

    total: int
    sampled: bool
    indices: list[Indice]


class ComparisonArguments(TypedDict):
    handle: int
    other: int


class Comparison(TypedDict):
    """
    One tensor against another of the same shape.
    """

    comparable: bool
    why: NotRequired[str]
    meanError: NotRequired[float | None]
    maximumError: NotRequired[float | None]
    maximumAt: NotRequired[list[int]]
    relativeError: NotRequired[float | None]
    differing: NotRequired[int]
    nonFinite: NotRequired[int]
    count: NotRequired[int]
    sampled: NotRequired[bool]


class ExportArguments(TypedDict):
    handle: int
    path: str


class ExportBody(TypedDict):
    path: str
    bytes: int


class Image(TypedDict):
    height: int
    width: int
    channels: int
    channelsFirst: bool
    scale: str
    lowest: float
    highest: float


class Tokens(TypedDict):
    padding: NotRequired[int]
    vocabulary: NotRequired[str]


class Classes(TypedDict):
    count: int
    names: NotRequired[list[str]]
    source: NotRequired[str]


class Field(TypedDict):
    name: str
    minimum: float | None
    maximum: float | None
    mean: float | None
    standardDeviation: float | None
    nonFinite: int
    flag: NotRequired[str]


class BatchColumn(TypedDict):
    name: str
    role: Literal["feature", "label", "sampleWeight", "prediction", "output"]
    shape: list[ShapeDimension]
    dtype: str
    line: str
    reference: NotRequired[TensorReference]
    content: Literal["image", "tokens", "series", "vector", "scalar", "classes", "probabilities", "text", "ragged", "sparse", "other"]
    image: NotRequired[Image]
    tokens: NotRequired[Tokens]
    classes: NotRequired[Classes]
    fields: NotRequired[list[Field]]
    flags: list[str]


Bar = TypedDict(
    "Bar",
    {
        "name": str,
        "count": int,
        "from": NotRequired[float],
        "to": NotRequired[float],
    },
)


class Group(TypedDict):
    name: str
    bars: list[Bar]


class BatchDistribution(TypedDict):
    """
    What the labels of the batch are, against what the model gives out.
    """

    title: str
    note: NotRequired[str]
    groups: list[Group]


class Batch(TypedDict):
    """
    The batch that is being worked on; its rows are asked for by `keras/batchRows`.
    """

    total: int
    columns: list[BatchColumn]
    order: Literal["guilty", "loss", "batch"]
    loss: NotRequired[str]
    structure: str
    distribution: NotRequired[BatchDistribution]
    guilty: list[int]
    note: NotRequired[str]


class BatchRowsArguments(TypedDict):
    start: int
    count: int
    row: NotRequired[int]
    whole: NotRequired[bool]
    thumbnail: NotRequired[int]


class BatchToken(TypedDict):
    id: int
    text: NotRequired[str]
    padding: NotRequired[bool]


class BatchBar(TypedDict):
    name: str
    value: float | None
    label: NotRequired[bool]


class Image1(TypedDict):
    width: int
    height: int
    pixels: str


class BatchCell(TypedDict):
    text: str
    flags: NotRequired[list[str]]
    image: NotRequired[Image1]
    tokens: NotRequired[list[BatchToken]]
    more: NotRequired[int]
    lines: NotRequired[list[str]]
    values: NotRequired[list[float | None]]
    bars: NotRequired[list[BatchBar]]


class BatchRow(TypedDict):
    row: int
    datasetRow: int | None
    bad: bool
    why: NotRequired[str]
    loss: NotRequired[float | None]
    code: NotRequired[str]
    cells: list[BatchCell]


class BatchRowsBody(TypedDict):
    start: int
    rows: list[BatchRow]


class SparkLine(TypedDict):
    """
    A number over the last steps that were looked at; null where it was not finite.
    """

    steps: list[int]
    values: list[float | None]


class LayerRow(TypedDict):
    path: str
    className: str
    depth: int
    location: NotRequired[Location]
    called: bool
    shape: NotRequired[list[ShapeDimension]]
    dtype: NotRequired[str]
    reference: NotRequired[TensorReference]
    mean: NotRequired[float | None]
    standardDeviation: NotRequired[float | None]
    zeros: NotRequired[float]
    nonFinite: NotRequired[int]
    sampled: NotRequired[bool]
    weightNorm: NotRequired[float | None]
    gradientNorm: NotRequired[float | None]
    updateRatio: NotRequired[float | None]
    parameters: int
    bytes: int
    badness: float
    why: NotRequired[str]
    odd: NotRequired[list[Literal["nonFinite", "zeros", "standardDeviation", "weightNorm", "gradientNorm", "updateRatio"]]]
    seenAt: NotRequired[int]
    activations: NotRequired[SparkLine]
    gradients: NotRequired[SparkLine]
    updates: NotRequired[SparkLine]


class GradientRow(TypedDict):
    name: str
    first: NotRequired[float | None]
    second: NotRequired[float | None]
    ratio: NotRequired[float | None]
    signAgreement: NotRequired[float | None]
    shape: list[ShapeDimension]
    reference: NotRequired[TensorReference]
    missing: NotRequired[bool]


class GradientTable(TypedDict):
    title: str
    location: NotRequired[Location]
    rows: list[GradientRow]


class LayerTable(TypedDict):
    step: int | None
    rows: list[LayerRow]
    tapes: list[GradientTable]
    note: NotRequired[str]


class ReplayStatus(TypedDict):
    """
    What is kept to run steps again, in training at full speed.
    """

    steps: int
    bytes: int
    limit: int


class RewindArguments(TypedDict):
    """
    Go back and run from there again, eagerly and watched. The program goes on with it.
    """

    steps: NotRequired[int]
    learningRate: NotRequired[float]
    withoutRows: NotRequired[list[int]]


class RewindState(TypedDict):
    """
    What can be run again from this pause.
    """

    steps: NotRequired[int]
    problem: NotRequired[str]
    step: NotRequired[int]
    learningRate: NotRequired[float]
    rows: NotRequired[int]


class SkipUpdateArguments(TypedDict):
    skip: bool


class PauseAtNextStepArguments(TypedDict):
    armed: NotRequired[bool]


class PauseAtNextStepBody(TypedDict):
    armed: bool


class RewoundEvent(TypedDict):
    """
    Body of the event `keras/rewound`: steps were run again as the user asked for.
    """

    step: int
    message: str


class TrainingArguments(TypedDict):
    layers: NotRequired[list[str]]
    revision: NotRequired[int]


class TrainingSeries(TypedDict):
    name: str
    group: Literal["loss", "metric", "learningRate", "gradientNorm", "updateRatio", "stepTime", "memory"]
    layer: NotRequired[str]
    unit: NotRequired[str]
    stride: int
    steps: str
    mean: str
    minimum: str
    maximum: str


class TrainingMarker(TypedDict):
    step: int
    type: Literal["finding", "stop", "epoch"]
    title: str
    kind: NotRequired[Kind]
    location: NotRequired[Location]


class ModelArguments(TypedDict):
    model: NotRequired[str]


class ModelNode(TypedDict):
    id: str
    name: str
    className: str
    parent: str | None
    location: NotRequired[Location]
    parameters: int
    trainable: bool
    shape: NotRequired[str]
    state: Literal["fine", "finding", "path", "unconnected", "notCalled"]
    why: NotRequired[str]
    reference: NotRequired[TensorReference]


ModelEdge = TypedDict(
    "ModelEdge",
    {
        "from": str,
        "to": str,
        "shape": str,
        "line": NotRequired[str],
        "finding": bool,
        "reference": NotRequired[TensorReference],
    },
)


class ModelGraph(TypedDict):
    name: str
    models: list[str]
    source: Literal["configuration", "calls"]
    nodes: list[ModelNode]
    edges: list[ModelEdge]
    parameters: NotRequired[int]
    trainableParameters: NotRequired[int]
    note: NotRequired[str]


class OpGraphArguments(TypedDict):
    node: NotRequired[str]


class OpNode(TypedDict):
    id: str
    op: str
    kind: Literal["op", "weight", "batch", "constant"]
    name: NotRequired[str]
    layer: NotRequired[str]
    location: NotRequired[Location]
    gradientOf: NotRequired[str]
    centre: NotRequired[bool]
    bad: bool
    born: bool


OpEdge = TypedDict(
    "OpEdge",
    {
        "from": str,
        "to": str,
        "slot": int,
        "shape": str,
        "line": NotRequired[str],
        "bad": bool,
        "handle": NotRequired[int],
    },
)


class OpGraph(TypedDict):
    """
    The ops around the stop: what went in, what came of it, and the way back to where the bad value was born.
    """

    nodes: list[OpNode]
    edges: list[OpEdge]
    note: NotRequired[str]


class AttentionArguments(TypedDict):
    reference: NotRequired[TensorReference]
    handle: NotRequired[int]


class AttentionSource(TypedDict):
    name: str
    reference: TensorReference
    handle: int
    shape: list[int]
    samples: int
    heads: int
    queries: int
    keys: int
    location: NotRequired[Location]


class AttentionBody(TypedDict):
    sources: list[AttentionSource]
    note: NotRequired[str]


class AttentionHeadsArguments(TypedDict):
    handle: int
    sample: int


class AttentionHead(TypedDict):
    head: int
    entropy: float | None
    evenness: float | None
    paddingShare: float | None
    notOne: list[int]
    onPadding: list[int]
    rowEntropy: str
    flags: list[str]


class AttentionHeadsBody(TypedDict):
    heads: list[AttentionHead]
    queryTokens: NotRequired[list[BatchToken]]
    keyTokens: NotRequired[list[BatchToken]]
    note: NotRequired[str]


class RecordedAnswer(TypedDict):
    """
    What was answered to a question at a stop, or why not.
    """

    command: str
    arguments: dict[str, Any]
    body: NotRequired[dict[str, Any]]
    error: NotRequired[str]


class KerasHistogram(TypedDict):
    arguments: HistogramArguments
    body: Histogram


class KerasWindow(TypedDict):
    arguments: WindowArguments
    body: Window


class KerasBatch(TypedDict):
    arguments: dict[str, Any]
    body: Batch


class KerasSetTensorBreakpoints(TypedDict):
    arguments: SetTensorBreakpointsArguments
    body: SetTensorBreakpointsBody


class KerasRewind(TypedDict):
    arguments: RewindArguments
    body: dict[str, Any]


class KerasRewindState(TypedDict):
    arguments: dict[str, Any]
    body: RewindState


class KerasSkipUpdate(TypedDict):
    arguments: SkipUpdateArguments
    body: dict[str, Any]


class KerasPauseAtNextStep(TypedDict):
    arguments: PauseAtNextStepArguments
    body: PauseAtNextStepBody


class KerasCheckCondition(TypedDict):
    arguments: CheckConditionArguments
    body: CheckConditionBody


class KerasTensorTarget(TypedDict):
    arguments: TensorTargetArguments
    body: TensorTargetBody


class KerasLayers(TypedDict):
    arguments: dict[str, Any]
    body: LayersBody


class KerasTensor(TypedDict):
    arguments: TensorArguments
    body: TensorBody


class KerasTensors(TypedDict):
    arguments: dict[str, Any]
    body: TensorsBody


class KerasAxisStatistics(TypedDict):
    arguments: AxisStatisticsArguments
    body: AxisStatistics


class KerasBadIndices(TypedDict):
    arguments: BadIndicesArguments
    body: BadIndices


class KerasComparison(TypedDict):
    arguments: ComparisonArguments
    body: Comparison


class KerasExportTensor(TypedDict):
    arguments: ExportArguments
    body: ExportBody


class KerasBatchRows(TypedDict):
    arguments: BatchRowsArguments
    body: BatchRowsBody


class KerasLayerTable(TypedDict):
    arguments: dict[str, Any]
    body: LayerTable


class KerasModel(TypedDict):
    arguments: ModelArguments
    body: ModelGraph


class KerasOpGraph(TypedDict):
    arguments: OpGraphArguments
    body: OpGraph


class KerasAttention(TypedDict):
    arguments: AttentionArguments
    body: AttentionBody


class KerasAttentionHeads(TypedDict):
    arguments: AttentionHeadsArguments
    body: AttentionHeadsBody


PanelName: TypeAlias = Literal["tensorStop", "batch", "tensor", "layers", "training", "model", "attention"]


PanelStatus: TypeAlias = Literal["stopped", "running", "ended"]


class PanelSubject(TypedDict):
    """
    What a panel was opened for.
    """

    tensor: NotRequired[TensorReference]
    layer: NotRequired[str]
    row: NotRequired[int]


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
    command: Literal["keras/histogram", "keras/window", "keras/tensor", "keras/tensors", "keras/axisStatistics", "keras/badIndices", "keras/comparison", "keras/batch", "keras/batchRows", "keras/layerTable", "keras/training", "keras/model", "keras/opGraph", "keras/attention", "keras/attentionHeads"]
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
    What to do about the stop: go on; go on and no more stop for this kind in its layer or on its line; stop next time at the infinity that this NaN was made of; run the step again as it stands in the files now, or as the user is asked; go on without its update.
    """

    type: Literal["action"]
    action: Literal["continue", "ignoreLayer", "ignoreLine", "stopEarlier", "runAgain", "rewind", "skipUpdate"]


class PanelOpen(TypedDict):
    """
    Opens another panel, or the page's own with another subject.
    """

    type: Literal["open"]
    panel: PanelName
    subject: PanelSubject


class PanelExport(TypedDict):
    """
    Asks the user for a file and writes a tensor into it.
    """

    type: Literal["export"]
    handle: int
    name: str


class PanelFailure(TypedDict):
    """
    An error in the page itself, for the log.
    """

    type: Literal["failed"]
    message: str


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
    replay: NotRequired[Replay]


class Report(TypedDict):
    """
    What `keras-debug run --report FILE` writes.
    """

    version: Literal[1]
    ended: Literal["completed", "stopped", "exception", "interrupted"]
    findings: list[Finding]
    hints: NotRequired[list[Cause]]


class ProbeConfiguration(TypedDict):
    """
    What the adapter or the command line tells the probe when it starts it.
    """

    breakpoints: list[TensorBreakpoint]
    ignored: NotRequired[list[IgnoredFinding]]
    layers: NotRequired[list[LayerBreakpoint]]
    data: NotRequired[list[DataBreakpoint]]
    execution: NotRequired[Literal["eager", "replay"]]
    snapshotEvery: NotRequired[int | None]
    replayMemory: NotRequired[int | None]
    snapshotsOn: NotRequired[Literal["device", "host"]]
    device: NotRequired[str]
    maxEpochs: NotRequired[int | None]
    maxStepsPerEpoch: NotRequired[int | None]
    panels: NotRequired[bool]
    progress: NotRequired[bool]
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


class Progress(TypedDict):
    """
    Where the run is; body of the event `keras/progress`, once a second and before each pause that the probe makes.
    """

    state: Literal["training", "validating", "between", "done"]
    epoch: NotRequired[int]
    epochs: NotRequired[int]
    step: NotRequired[int]
    stepInEpoch: NotRequired[int]
    stepsPerEpoch: NotRequired[int]
    stepsPerSecond: NotRequired[float]
    secondsLeft: NotRequired[float]
    loss: NotRequired[float | None]
    replay: NotRequired[ReplayStatus]


class Training(TypedDict):
    """
    The run until now. Its size does not grow with the length of the run: points are merged.
    """

    revision: int
    unchanged: NotRequired[bool]
    progress: Progress
    series: list[TrainingSeries]
    layers: list[str]
    markers: list[TrainingMarker]


class RecordedStop(TypedDict):
    """
    A stop as its panels show it: the answers to all that their pages ask. Of windows there are whole planes, from which the page cuts what it needs.
    """

    stop: StopEvent
    answers: list[RecordedAnswer]


class RecordedRun(TypedDict):
    """
    What `keras-debug run --html FILE` writes into its page.
    """

    version: Literal[1]
    script: str
    written: str
    versions: str
    ended: Literal["completed", "stopped", "exception", "interrupted"]
    stops: list[RecordedStop]
    more: int
    hints: NotRequired[list[Cause]]
    answers: list[RecordedAnswer]


class KerasFinding(TypedDict):
    arguments: dict[str, Any]
    body: FindingBody


class KerasTraining(TypedDict):
    arguments: TrainingArguments
    body: Training


Messages = TypedDict(
    "Messages",
    {
        "keras/finding": KerasFinding,
        "keras/histogram": KerasHistogram,
        "keras/window": KerasWindow,
        "keras/batch": KerasBatch,
        "keras/setTensorBreakpoints": KerasSetTensorBreakpoints,
        "keras/rewind": KerasRewind,
        "keras/rewindState": KerasRewindState,
        "keras/skipUpdate": KerasSkipUpdate,
        "keras/pauseAtNextStep": KerasPauseAtNextStep,
        "keras/checkCondition": KerasCheckCondition,
        "keras/tensorTarget": KerasTensorTarget,
        "keras/layers": KerasLayers,
        "keras/tensor": KerasTensor,
        "keras/tensors": KerasTensors,
        "keras/axisStatistics": KerasAxisStatistics,
        "keras/badIndices": KerasBadIndices,
        "keras/comparison": KerasComparison,
        "keras/exportTensor": KerasExportTensor,
        "keras/batchRows": KerasBatchRows,
        "keras/layerTable": KerasLayerTable,
        "keras/training": KerasTraining,
        "keras/model": KerasModel,
        "keras/opGraph": KerasOpGraph,
        "keras/attention": KerasAttention,
        "keras/attentionHeads": KerasAttentionHeads,
    },
)


class PanelState(TypedDict):
    """
    What every page is told, again whenever it changes. `stop` is the latest tensor stop, null before the first one.
    """

    type: Literal["show"]
    pause: int
    status: PanelStatus
    stop: StopEvent | None
    atStop: bool
    subject: PanelSubject
    hints: NotRequired[list[Cause]]
    rewind: NotRequired[RewindState]


class PanelProgress(TypedDict):
    type: Literal["progress"]
    progress: Progress


class PanelMessages(TypedDict):
    """
    Messages between the extension and the pages of its panels.
    """

    toPage: PanelState | PanelResponse | PanelProgress
    toHost: PanelReady | PanelRequest | PanelOpenLocation | PanelCopy | PanelAction | PanelOpen | PanelExport | PanelFailure


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
    recorded: NotRequired[RecordedRun]
    hint: NotRequired[HintEvent]
    rewound: NotRequired[RewoundEvent]

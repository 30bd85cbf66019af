// Wire types, written by `npm run generate` from pyadapter/protocol/schema.json. Do not edit.

/**
 * The symptom that a tensor breakpoint fires on.
 */
export type Kind =
  | 'nan'
  | 'inf'
  | 'shape-mismatch'
  | 'silent-broadcast'
  | 'dtype'
  | 'gradient-missing'
  | 'gradient-exploding'
  | 'gradient-vanishing'
  | 'dead-units'
  | 'saturated-units'
  | 'weights-unchanged'
  | 'weight-update-ratio'
  | 'label-out-of-range'
  | 'input-range'
  | 'output-range'
  | 'loss-stalled'
  | 'loss-diverged'
  | 'loss-oscillating'
  | 'out-of-memory'
  | 'exception'
  | 'step';
/**
 * The part of a training step in which something was seen.
 */
export type Phase = 'data' | 'forward' | 'loss' | 'backward' | 'optimizer' | 'metric' | 'epoch';
/**
 * A dimension of a shape; null where a symbolic tensor does not know it.
 */
export type ShapeDimension = number | null;
/**
 * What a data breakpoint waits for.
 */
export type TensorChange = 'nonFinite' | 'shape' | 'unchanged' | 'range';
/**
 * How much to compute about a tensor at a stop.
 */
export type StatisticsLevel = 'none' | 'sampled' | 'full';
/**
 * Of the session: tensors can be asked for while it is stopped.
 */
export type PanelStatus = 'stopped' | 'running' | 'ended';
/**
 * A panel, by the folder of its page.
 */
export type PanelName = 'tensorStop' | 'batch' | 'tensor' | 'layers' | 'training' | 'model' | 'attention';

/**
 * Everything that crosses a process boundary in keras-debug, beside plain DAP. The one source of the wire types: `npm run generate` writes the Python and TypeScript types and the launch attributes in package.json from it.
 */
export interface KerasDebugProtocol {
  launch?: LaunchAttributes;
  attach?: AttachAttributes;
  report?: Report;
  probe?: ProbeConfiguration;
  messages?: Messages;
  panel?: PanelMessages;
  recorded?: RecordedRun;
  hint?: HintEvent;
  rewound?: RewoundEvent;
}
/**
 * Attributes of a launch configuration of type keras that keras-debug defines or documents itself.
 */
export interface LaunchAttributes {
  /**
   * The Python script to debug, as an absolute path.
   */
  program?: string;
  /**
   * The Python module to run instead of a script, as for `python -m`.
   */
  module?: string;
  /**
   * Command line arguments for the script.
   */
  args?: string[] | string;
  /**
   * Working directory of the script.
   */
  cwd?: string;
  /**
   * Environment variables for the script.
   */
  env?: {
    [k: string]: string | null;
  };
  /**
   * The Python interpreter that has TensorFlow and Keras, and its options. Default: the one that the Python extension has selected, then the workspace's `.venv`, then `python3`.
   */
  python?: string | string[];
  /**
   * Where the script's output goes.
   */
  console?: 'internalConsole' | 'integratedTerminal' | 'externalTerminal';
  /**
   * Step through your own code only, not through Keras and TensorFlow.
   */
  justMyCode?: boolean;
  /**
   * Stop at the first line of the script.
   */
  stopOnEntry?: boolean;
  /**
   * Debug the processes that the script starts, too.
   */
  subProcess?: boolean;
  /**
   * How models run while they are debugged.
   */
  execution?: 'eager' | 'replay';
  /**
   * With `"execution": "replay"`: steps between two snapshots of weights, optimizer and metrics. A step that goes wrong is reached by running those since the last one again.
   */
  snapshotEvery?: number;
  /**
   * With `"execution": "replay"`: MiB that the batches and snapshots may take that are kept to run steps again.
   */
  replayMemory?: number;
  /**
   * With `"execution": "replay"`: where snapshots are kept.
   */
  snapshotsOn?: 'device' | 'host';
  /**
   * What stops the run, each a kind or a kind with a condition, for example `{"kind": "nan", "condition": "step > 10"}`. Used where the Breakpoints view says nothing, as in a terminal.
   */
  tensorBreakpoints?: (Kind | TensorBreakpoint)[];
  /**
   * Where to train: `auto`, `cpu`, `gpu` or `gpu:N`.
   */
  device?: string;
  /**
   * Let TensorFlow take GPU memory as it needs it, not all at once.
   */
  memoryGrowth?: boolean;
  /**
   * Stop `fit` after so many epochs.
   */
  maxEpochs?: number | null;
  /**
   * End each epoch of `fit` after so many batches.
   */
  maxStepsPerEpoch?: number | null;
  /**
   * MiB that the tensors of a step may take before `out-of-memory` stops the run, to find what would not fit on a smaller device. Default: what the device has.
   */
  memoryBudget?: number | null;
  /**
   * How much to compute about a tensor at a stop.
   */
  statistics?: 'none' | 'sampled' | 'full';
  /**
   * Open the tensor panel beside the code when a tensor breakpoint stops the run.
   */
  openPanelOnStop?: boolean;
}
/**
 * A kind of finding that stops the run, with an optional condition over the finding's fields.
 */
export interface TensorBreakpoint {
  kind: Kind;
  /**
   * When it stops: an expression over `layer`, `phase`, `epoch`, `step`, `op`, `shape`, `dtype`, `nan`, `inf`, `rows`, `kind`, `variable`, `value` and `hits`, for example `layer == "dense_1" and step > 10`.
   */
  condition?: string;
  /**
   * Only in layers of this name, path, glob or class.
   */
  layer?: string;
  location?: Location;
  /**
   * For `inf` with a location: every infinity that is made there, also one that may be meant, as −Inf is.
   */
  strict?: boolean;
}
/**
 * A place in the user's source; line is 1-based.
 */
export interface Location {
  file: string;
  line: number;
  function?: string;
}
/**
 * Attributes of an attach configuration of type keras, beside those it shares with launch.
 */
export interface AttachAttributes {
  /**
   * Where a process waits for a debugger.
   */
  connect: {
    /**
     * Host of the process that waits in `debugpy.listen`.
     */
    host?: string;
    /**
     * Port that was given to `debugpy.listen`.
     */
    port: number;
  };
}
/**
 * What `keras-debug run --report FILE` writes.
 */
export interface Report {
  version: 1;
  ended: 'completed' | 'stopped' | 'exception' | 'interrupted';
  findings: Finding[];
  /**
   * What is a matter of taste, or may be meant: never a finding. Left out when there are none.
   */
  hints?: Cause[];
}
/**
 * Something bad that was seen in training: what, where, when, how much, and why.
 */
export interface Finding {
  kind: Kind;
  title: string;
  message: string;
  phase: Phase;
  /**
   * Counts from 0.
   */
  epoch?: number;
  /**
   * 0-based batch of the whole run.
   */
  step?: number;
  location?: Location;
  /**
   * Path of layer names from the model, joined by slashes.
   */
  layer?: string;
  op?: string;
  tensor?: TensorDigest;
  inputs?: TensorDigest[];
  batch?: BatchRows;
  causes: Cause[];
  /**
   * Lines with what else was seen, the most telling first.
   */
  evidence: string[];
  /**
   * The number that the finding is about: a norm, a share, a ratio, by kind.
   */
  value?: number;
  earlier?: Earlier;
  replay?: Replay;
}
/**
 * What is known of a tensor without moving its bytes.
 */
export interface TensorDigest {
  /**
   * Names the tensor in later requests; valid until the run goes on.
   */
  handle?: number;
  /**
   * The variable in the user's code that holds it, or its role.
   */
  name?: string;
  role?: 'output' | 'input' | 'variable' | 'gradient' | 'loss' | 'feature' | 'label';
  shape: ShapeDimension[];
  dtype: string;
  device: string;
  bytes: number;
  /**
   * The one-line summary, at most 80 characters, problems first.
   */
  line: string;
  statistics?: Statistics;
  /**
   * Index of the first non-finite value.
   */
  firstBad?: number[];
  /**
   * Op, layer and line that made it.
   */
  madeBy?: string;
}
/**
 * What the values of a tensor are like. Moments and range are over the finite values; null when there is none. When `sampled` is true the counts are of a sample of `counted` values and a rare NaN can be missed.
 */
export interface Statistics {
  /**
   * Number of elements of the tensor.
   */
  count: number;
  /**
   * Number of elements that were looked at.
   */
  counted: number;
  sampled: boolean;
  nan: number;
  positiveInf: number;
  negativeInf: number;
  zeros: number;
  minimum: number | null;
  maximum: number | null;
  mean: number | null;
  standardDeviation: number | null;
  /**
   * Euclidean norm of the finite values.
   */
  norm: number | null;
  /**
   * Number of distinct values; integers only.
   */
  unique?: number | null;
}
/**
 * The guilty rows of the batch, and their rows in the data set where these can be known (same order, null where not).
 */
export interface BatchRows {
  rows: number[];
  datasetRows: (number | null)[];
}
/**
 * A diagnosis: why, with the numbers that show it, and what to write instead.
 */
export interface Cause {
  id: string;
  message: string;
  fix: string;
  location?: Location;
  /**
   * How sure it is: `certain` follows from definitions, `likely` from what was measured, `possible` is worth a try.
   */
  confidence: 'certain' | 'likely' | 'possible';
}
/**
 * The infinity that a NaN was made of: where a run can be stopped earlier next time.
 */
export interface Earlier {
  op?: string;
  layer?: string;
  location?: Location;
}
/**
 * How a compiled step came to be run again in eager execution.
 */
export interface Replay {
  step: number;
  /**
   * The step whose state was kept; those from there on were run again, compiled.
   */
  snapshot: number;
  /**
   * Whether it has the state, the batch and the random numbers of the compiled step, to the bit.
   */
  exact: boolean;
  /**
   * Why not.
   */
  reasons: string[];
}
/**
 * What the adapter or the command line tells the probe when it starts it.
 */
export interface ProbeConfiguration {
  breakpoints: TensorBreakpoint[];
  ignored?: IgnoredFinding[];
  layers?: LayerBreakpoint[];
  data?: DataBreakpoint[];
  execution?: 'eager' | 'replay';
  snapshotEvery?: number | null;
  /**
   * MiB.
   */
  replayMemory?: number | null;
  snapshotsOn?: 'device' | 'host';
  device?: string;
  maxEpochs?: number | null;
  maxStepsPerEpoch?: number | null;
  /**
   * Whether somebody can look at layers, attention and the course of the training: they are recorded then.
   */
  panels?: boolean;
  /**
   * Whether somebody is told where the run is, without panels.
   */
  progress?: boolean;
  /**
   * MiB of live tensors.
   */
  memoryBudget?: number | null;
  statistics?: StatisticsLevel;
  /**
   * Host and port on which the adapter waits for the probe.
   */
  address?: [] | [string] | [string, number];
  /**
   * Proves to the adapter that it is the probe that called.
   */
  token?: string;
}
/**
 * Findings that do not stop the run: of a kind (all kinds when it is absent), in a layer or on a line.
 */
export interface IgnoredFinding {
  kind?: Kind;
  /**
   * As that of a TensorBreakpoint.
   */
  layer?: string;
  location?: Location;
}
/**
 * Stops on entry of the call of a layer.
 */
export interface LayerBreakpoint {
  id: number;
  /**
   * Name, path or glob of layers, or a layer class.
   */
  layer: string;
  /**
   * Over the fields of the layer's input: `shape`, `dtype`, `nan`, `inf`, `min`, `max`, `mean`, `norm`, `zeros`, `layer`, `epoch`, `step`, `hits`.
   */
  condition?: string;
  /**
   * `5` or `== 5`, `>= 5`, `% 5` and the like: of the calls for which the condition holds.
   */
  hitCondition?: string;
}
/**
 * Stops when a tensor or variable becomes non-finite, changes its shape, stops changing, or leaves a range.
 */
export interface DataBreakpoint {
  id: number;
  target: string;
  /**
   * What the user calls it.
   */
  name?: string;
  changes: TensorChange[];
  minimum?: number;
  maximum?: number;
  /**
   * Instead of `changes`: over `shape`, `dtype`, `nan`, `inf`, `min`, `max`, `mean`, `norm`, `zeros`, `unchanged` (steps), `epoch`, `step` and `hits`.
   */
  condition?: string;
  /**
   * As that of a LayerBreakpoint: of the times that it would stop.
   */
  hitCondition?: string;
}
/**
 * Custom requests on a debug session, by command: `arguments` and `body`. The probe answers the same commands from the adapter.
 */
export interface Messages {
  'keras/finding': {
    arguments: {};
    body: FindingBody;
  };
  'keras/histogram': {
    arguments: HistogramArguments;
    body: Histogram;
  };
  'keras/window': {
    arguments: WindowArguments;
    body: Window;
  };
  'keras/batch': {
    arguments: {};
    body: Batch;
  };
  'keras/setTensorBreakpoints': {
    arguments: SetTensorBreakpointsArguments;
    body: SetTensorBreakpointsBody;
  };
  'keras/rewind': {
    arguments: RewindArguments;
    body: {};
  };
  'keras/rewindState': {
    arguments: {};
    body: RewindState;
  };
  'keras/skipUpdate': {
    arguments: SkipUpdateArguments;
    body: {};
  };
  'keras/pauseAtNextStep': {
    arguments: PauseAtNextStepArguments;
    body: PauseAtNextStepBody;
  };
  'keras/checkCondition': {
    arguments: CheckConditionArguments;
    body: CheckConditionBody;
  };
  'keras/tensorTarget': {
    arguments: TensorTargetArguments;
    body: TensorTargetBody;
  };
  'keras/layers': {
    arguments: {};
    body: LayersBody;
  };
  'keras/tensor': {
    arguments: TensorArguments;
    body: TensorBody;
  };
  'keras/tensors': {
    arguments: {};
    body: TensorsBody;
  };
  'keras/axisStatistics': {
    arguments: AxisStatisticsArguments;
    body: AxisStatistics;
  };
  'keras/badIndices': {
    arguments: BadIndicesArguments;
    body: BadIndices;
  };
  'keras/comparison': {
    arguments: ComparisonArguments;
    body: Comparison;
  };
  'keras/exportTensor': {
    arguments: ExportArguments;
    body: ExportBody;
  };
  'keras/batchRows': {
    arguments: BatchRowsArguments;
    body: BatchRowsBody;
  };
  'keras/layerTable': {
    arguments: {};
    body: LayerTable;
  };
  'keras/training': {
    arguments: TrainingArguments;
    body: Training;
  };
  'keras/model': {
    arguments: ModelArguments;
    body: ModelGraph;
  };
  'keras/opGraph': {
    arguments: OpGraphArguments;
    body: OpGraph;
  };
  'keras/attention': {
    arguments: AttentionArguments;
    body: AttentionBody;
  };
  'keras/attentionHeads': {
    arguments: AttentionHeadsArguments;
    body: AttentionHeadsBody;
  };
}
export interface FindingBody {
  finding: Finding | null;
}
export interface HistogramArguments {
  handle: number;
  bins?: number;
  /**
   * Bins of equal width, or of equal width in sign(x)·log1p(|x| / the smallest magnitude that is shown apart from zero).
   */
  scale?: 'linear' | 'symlog';
}
/**
 * Counts of finite values in equal bins between minimum and maximum, beside those of NaN and infinities. `edges` is one longer than `counts`.
 */
export interface Histogram {
  edges: number[];
  counts: number[];
  nan: number;
  positiveInf: number;
  negativeInf: number;
  sampled: boolean;
  scale?: 'linear' | 'symlog';
}
/**
 * A two-dimensional window of a tensor: `axes` are its rows and columns (the last two when absent), `index` fixes the others in their order. A vector is one row, a scalar one cell.
 */
export interface WindowArguments {
  handle: number;
  index: number[];
  row: number;
  column: number;
  /**
   * At most 256.
   */
  rows: number;
  /**
   * At most 256.
   */
  columns: number;
  /**
   * Axis of the rows and axis of the columns.
   */
  axes?: number[];
  /**
   * Values that a cell stands for down and across, 1 and 1 when absent: a cell is their mean, or NaN or an infinity when one of them is. `row`, `column`, `rows` and `columns` count cells.
   */
  steps?: number[];
  /**
   * Handle of a tensor of the same shape to subtract.
   */
  minus?: number;
}
/**
 * The values of a window, row by row. The size can be smaller than asked for at the tensor's end.
 */
export interface Window {
  /**
   * Shape of the whole tensor.
   */
  shape: number[];
  row: number;
  column: number;
  rows: number;
  columns: number;
  /**
   * Base64 of little-endian float64, rows × columns of them.
   */
  values: string;
  /**
   * Present when blocks were too large to look at all of their values.
   */
  sampled?: boolean;
}
/**
 * The batch that is being worked on; its rows are asked for by `keras/batchRows`.
 */
export interface Batch {
  /**
   * Rows in the batch.
   */
  total: number;
  columns: BatchColumn[];
  /**
   * What the rows are sorted by: the guilty ones first, then by falling loss where it is known.
   */
  order: 'guilty' | 'loss' | 'batch';
  /**
   * The loss that the rows are sorted by.
   */
  loss?: string;
  /**
   * As Keras sees it: `({"ids": i32[16,32]}, i32[16])`.
   */
  structure: string;
  distribution?: BatchDistribution;
  /**
   * Rows that are to blame.
   */
  guilty: number[];
  /**
   * Why there is nothing to show, or what could not be known.
   */
  note?: string;
}
export interface BatchColumn {
  /**
   * As `fit` has it: `x`, `x["ids"]`, `y`.
   */
  name: string;
  role: 'feature' | 'label' | 'sampleWeight' | 'prediction' | 'output';
  /**
   * Shape of one row; null where rows differ.
   */
  shape: ShapeDimension[];
  dtype: string;
  /**
   * One-line summary of the whole column.
   */
  line: string;
  reference?: TensorReference;
  /**
   * What the values are, which decides how they are shown.
   */
  content:
    | 'image'
    | 'tokens'
    | 'series'
    | 'vector'
    | 'scalar'
    | 'classes'
    | 'probabilities'
    | 'text'
    | 'ragged'
    | 'sparse'
    | 'other';
  image?: {
    height: number;
    width: number;
    channels: number;
    channelsFirst: boolean;
    /**
     * In words: `0 to 1`, `0 to 255`, `−1 to 1`, `standardised`.
     */
    scale: string;
    /**
     * What is shown black.
     */
    lowest: number;
    /**
     * What is shown white.
     */
    highest: number;
  };
  tokens?: {
    /**
     * The id that pads.
     */
    padding?: number;
    /**
     * Where the texts come from: a name of the script's.
     */
    vocabulary?: string;
  };
  classes?: {
    count: number;
    names?: string[];
    /**
     * Where the names come from.
     */
    source?: string;
  };
  /**
   * Statistics of each value of a vector over the batch; at most 64.
   */
  fields?: {
    name: string;
    minimum: number | null;
    maximum: number | null;
    mean: number | null;
    standardDeviation: number | null;
    nonFinite: number;
    /**
     * `constant`, `far from unit scale`, …
     */
    flag?: string;
  }[];
  /**
   * What is odd about the whole column, in words.
   */
  flags: string[];
}
/**
 * Names a tensor so that it can be found again at the next stop, when its handle is no longer good.
 */
export interface TensorReference {
  /**
   * Where to find it at any stop: `finding` by its place (0 is the bad tensor, then its inputs), `expression` in a frame, `batch` by its column, `output` by the path of a layer, `weight` and `gradient` by the path of a variable, `attention` by the path of a layer.
   */
  type: 'finding' | 'expression' | 'batch' | 'output' | 'weight' | 'gradient' | 'attention';
  name: string;
  /**
   * For an expression; the extension fills in the frame that is selected.
   */
  frameId?: number;
}
/**
 * What the labels of the batch are, against what the model gives out.
 */
export interface BatchDistribution {
  title: string;
  /**
   * What the reader should see in it.
   */
  note?: string;
  groups: {
    /**
     * `labels`, `predictions`.
     */
    name: string;
    bars: {
      /**
       * A class, or a range.
       */
      name: string;
      count: number;
      from?: number;
      to?: number;
    }[];
  }[];
}
/**
 * All breakpoints of one source. From the client: those of its Tensor Breakpoints tree, which come on top of exception filters, function and data breakpoints. From the adapter to the probe: all there are.
 */
export interface SetTensorBreakpointsArguments {
  breakpoints: TensorBreakpoint[];
  ignored?: IgnoredFinding[];
  layers?: LayerBreakpoint[];
  data?: DataBreakpoint[];
}
/**
 * What cannot be used, by the text that was refused.
 */
export interface SetTensorBreakpointsBody {
  problems?: {
    text: string;
    message: string;
  }[];
}
/**
 * Go back and run from there again, eagerly and watched. The program goes on with it.
 */
export interface RewindArguments {
  /**
   * How many steps before the one that is paused; that one itself when absent.
   */
  steps?: number;
  /**
   * To train with from there on.
   */
  learningRate?: number;
  /**
   * Rows of the paused step's batch to leave out.
   */
  withoutRows?: number[];
}
/**
 * What can be run again from this pause.
 */
export interface RewindState {
  /**
   * How many steps one can go back; absent when the paused step itself cannot be run again.
   */
  steps?: number;
  /**
   * Why it cannot.
   */
  problem?: string;
  /**
   * The paused one.
   */
  step?: number;
  learningRate?: number;
  /**
   * Of the batch.
   */
  rows?: number;
}
export interface SkipUpdateArguments {
  /**
   * Whether training goes on without the update of the paused step.
   */
  skip: boolean;
}
export interface PauseAtNextStepArguments {
  /**
   * Whether the next step pauses; false takes it back. True when absent.
   */
  armed?: boolean;
}
export interface PauseAtNextStepBody {
  /**
   * Whether compiled training runs, whose next step will pause.
   */
  armed: boolean;
}
/**
 * Asks whether a condition can be used, as it is typed.
 */
export interface CheckConditionArguments {
  condition: string;
  /**
   * What its fields are of.
   */
  over: 'finding' | 'layer' | 'tensor';
  /**
   * The symptom that a tensor breakpoint fires on.
   */
  kind?:
    | 'nan'
    | 'inf'
    | 'shape-mismatch'
    | 'silent-broadcast'
    | 'dtype'
    | 'gradient-missing'
    | 'gradient-exploding'
    | 'gradient-vanishing'
    | 'dead-units'
    | 'saturated-units'
    | 'weights-unchanged'
    | 'weight-update-ratio'
    | 'label-out-of-range'
    | 'input-range'
    | 'output-range'
    | 'loss-stalled'
    | 'loss-diverged'
    | 'loss-oscillating'
    | 'out-of-memory'
    | 'exception'
    | 'step';
}
export interface CheckConditionBody {
  /**
   * What to write instead; absent when it can be used.
   */
  problem?: string;
}
/**
 * Names a value in a frame, or in a container of the VARIABLES view.
 */
export interface TensorTargetArguments {
  /**
   * An expression, or with a container the name in it.
   */
  name: string;
  frameId?: number;
  variablesReference?: number;
}
export interface TensorTargetBody {
  target: TensorTarget | null;
  /**
   * Why it cannot be watched.
   */
  why?: string;
}
/**
 * A value that a data breakpoint can watch: a variable by its path, a tensor by the line and op that make it, an array of the batch by its name.
 */
export interface TensorTarget {
  /**
   * Names it in this run and in later ones.
   */
  target: string;
  /**
   * What the user calls it.
   */
  name: string;
  /**
   * Its one-line summary now.
   */
  line?: string;
}
/**
 * The layers of the models that the program has made.
 */
export interface LayersBody {
  layers: LayerEntry[];
}
export interface LayerEntry {
  path: string;
  className: string;
  location?: Location;
}
export interface TensorArguments {
  reference: TensorReference;
  /**
   * The container in VARIABLES that has the name; the reference becomes an expression then.
   */
  variablesReference?: number;
}
export interface TensorBody {
  tensor: TensorDigest | null;
  reference: TensorReference;
  /**
   * Why there is none.
   */
  why?: string;
}
/**
 * The tensors that can be shown at this stop, without their statistics.
 */
export interface TensorsBody {
  tensors: TensorChoice[];
}
export interface TensorChoice {
  reference: TensorReference;
  /**
   * A heading: `finding`, `batch`, a layer.
   */
  group: string;
  name: string;
  shape: ShapeDimension[];
  dtype: string;
}
export interface AxisStatisticsArguments {
  handle: number;
  axis: number;
  start: number;
  /**
   * At most 256.
   */
  count: number;
}
/**
 * Statistics of each position on an axis, over all the others.
 */
export interface AxisStatistics {
  axis: number;
  size: number;
  start: number;
  sampled: boolean;
  rows: {
    index: number;
    nan: number;
    positiveInf: number;
    negativeInf: number;
    zeros: number;
    minimum: number | null;
    maximum: number | null;
    mean: number | null;
    standardDeviation: number | null;
  }[];
}
export interface BadIndicesArguments {
  handle: number;
  start: number;
  /**
   * At most 256.
   */
  count: number;
}
/**
 * Where a tensor is not finite, in the order of memory.
 */
export interface BadIndices {
  total: number;
  /**
   * Whether time was over before all values were looked at.
   */
  sampled: boolean;
  indices: {
    index: number[];
    value: 'NaN' | '+Inf' | '−Inf';
  }[];
}
export interface ComparisonArguments {
  handle: number;
  other: number;
}
/**
 * One tensor against another of the same shape.
 */
export interface Comparison {
  comparable: boolean;
  /**
   * Why it cannot be compared.
   */
  why?: string;
  /**
   * Mean of |a − b| over the pairs that are finite.
   */
  meanError?: number | null;
  maximumError?: number | null;
  maximumAt?: number[];
  /**
   * Norm of a − b over norm of b.
   */
  relativeError?: number | null;
  /**
   * Pairs that are not equal; NaN equals NaN.
   */
  differing?: number;
  /**
   * Pairs of which one is not finite.
   */
  nonFinite?: number;
  count?: number;
  sampled?: boolean;
}
export interface ExportArguments {
  handle: number;
  /**
   * Absolute, of the .npy file to write on the machine that trains.
   */
  path: string;
}
export interface ExportBody {
  path: string;
  bytes: number;
}
export interface BatchRowsArguments {
  /**
   * Place in the order of the rows.
   */
  start: number;
  /**
   * At most 64.
   */
  count: number;
  /**
   * A row of the batch: `start` counts from its place in the order.
   */
  row?: number;
  /**
   * All tokens, values and text of a row, at most 4096, not only as many as fit a list.
   */
  whole?: boolean;
  /**
   * Longest side of an image in pixels, at most 512; 96 when absent.
   */
  thumbnail?: number;
}
export interface BatchRowsBody {
  start: number;
  rows: BatchRow[];
}
export interface BatchRow {
  /**
   * Place in the batch.
   */
  row: number;
  datasetRow: number | null;
  bad: boolean;
  why?: string;
  loss?: number | null;
  /**
   * Python that fetches exactly this row.
   */
  code?: string;
  /**
   * One a column.
   */
  cells: BatchCell[];
}
export interface BatchCell {
  /**
   * In words; always there.
   */
  text: string;
  flags?: string[];
  image?: {
    width: number;
    height: number;
    /**
     * Base64 of RGBA bytes, row by row.
     */
    pixels: string;
  };
  tokens?: BatchToken[];
  /**
   * Values or tokens that are not in here.
   */
  more?: number;
  /**
   * Base64 of little-endian float64: one curve a channel; long ones by the extremes of each stretch.
   */
  lines?: string[];
  values?: (number | null)[];
  /**
   * The largest first.
   */
  bars?: BatchBar[];
}
export interface BatchToken {
  id: number;
  text?: string;
  padding?: boolean;
}
export interface BatchBar {
  name: string;
  /**
   * The probability.
   */
  value: number | null;
  /**
   * Whether it is the right class.
   */
  label?: boolean;
}
export interface LayerTable {
  step: number | null;
  rows: LayerRow[];
  tapes: GradientTable[];
  note?: string;
}
export interface LayerRow {
  path: string;
  className: string;
  /**
   * 0 for a model.
   */
  depth: number;
  location?: Location;
  /**
   * Whether it has run in this step.
   */
  called: boolean;
  shape?: ShapeDimension[];
  dtype?: string;
  reference?: TensorReference;
  /**
   * Of the output; this and the other numbers are null when not finite, and absent when not known.
   */
  mean?: number | null;
  standardDeviation?: number | null;
  /**
   * Share of zeros.
   */
  zeros?: number;
  nonFinite?: number;
  sampled?: boolean;
  weightNorm?: number | null;
  gradientNorm?: number | null;
  /**
   * Norm of the last update over norm of the weights.
   */
  updateRatio?: number | null;
  parameters: number;
  /**
   * Of weights and of the output.
   */
  bytes: number;
  /**
   * How bad it is: what the rows are sorted by; 0 is fine.
   */
  badness: number;
  /**
   * What is odd, in a few words.
   */
  why?: string;
  /**
   * The columns that `why` is about.
   */
  odd?: ('nonFinite' | 'zeros' | 'standardDeviation' | 'weightNorm' | 'gradientNorm' | 'updateRatio')[];
  /**
   * Step that the statistics of the output are of, when it is an earlier one.
   */
  seenAt?: number;
  activations?: SparkLine;
  gradients?: SparkLine;
  updates?: SparkLine;
}
/**
 * A number over the last steps that were looked at; null where it was not finite.
 */
export interface SparkLine {
  steps: number[];
  values: (number | null)[];
}
export interface GradientTable {
  /**
   * Which tape: its line and what it differentiates.
   */
  title: string;
  location?: Location;
  rows: GradientRow[];
}
export interface GradientRow {
  /**
   * Path of the source, or what the script calls it.
   */
  name: string;
  /**
   * Norm.
   */
  first?: number | null;
  /**
   * Norm of the second-order gradient.
   */
  second?: number | null;
  /**
   * Second over first.
   */
  ratio?: number | null;
  /**
   * Share of values whose signs are the same, 0 to 1.
   */
  signAgreement?: number | null;
  shape: ShapeDimension[];
  reference?: TensorReference;
  /**
   * Whether the gradient was None.
   */
  missing?: boolean;
}
export interface TrainingArguments {
  /**
   * Layers whose own series are wanted; the worst ones when absent.
   */
  layers?: string[];
  /**
   * That of the answer that is there already.
   */
  revision?: number;
}
/**
 * The run until now. Its size does not grow with the length of the run: points are merged.
 */
export interface Training {
  /**
   * Another one after each change.
   */
  revision: number;
  /**
   * Whether the rest is empty because nothing has changed.
   */
  unchanged?: boolean;
  progress: Progress;
  series: TrainingSeries[];
  /**
   * Layers that have series.
   */
  layers: string[];
  markers: TrainingMarker[];
}
/**
 * Where the run is; body of the event `keras/progress`, once a second and before each pause that the probe makes.
 */
export interface Progress {
  /**
   * `between` before the first training, `done` after each `fit`.
   */
  state: 'training' | 'validating' | 'between' | 'done';
  epoch?: number;
  epochs?: number;
  /**
   * Of the whole run.
   */
  step?: number;
  stepInEpoch?: number;
  stepsPerEpoch?: number;
  stepsPerSecond?: number;
  secondsLeft?: number;
  loss?: number | null;
  replay?: ReplayStatus;
}
/**
 * What is kept to run steps again, in training at full speed.
 */
export interface ReplayStatus {
  /**
   * How many of the last steps can be run again.
   */
  steps: number;
  /**
   * What their batches and snapshots take.
   */
  bytes: number;
  /**
   * Bytes that they may take.
   */
  limit: number;
}
export interface TrainingSeries {
  name: string;
  group: 'loss' | 'metric' | 'learningRate' | 'gradientNorm' | 'updateRatio' | 'stepTime' | 'memory';
  layer?: string;
  unit?: string;
  /**
   * Neighbouring values that a point stands for; the last one may stand for fewer.
   */
  stride: number;
  /**
   * Base64 of little-endian float64: the first step of each point.
   */
  steps: string;
  /**
   * Base64 of little-endian float64; NaN or infinite where one of the values was.
   */
  mean: string;
  /**
   * Base64 of little-endian float64: of the values that are numbers. Empty while the stride is 1.
   */
  minimum: string;
  /**
   * As `minimum`.
   */
  maximum: string;
}
export interface TrainingMarker {
  step: number;
  type: 'finding' | 'stop' | 'epoch';
  title: string;
  kind?: Kind;
  location?: Location;
}
export interface ModelArguments {
  /**
   * Name of one of the models; the one that is trained when absent.
   */
  model?: string;
}
export interface ModelGraph {
  name: string;
  models: string[];
  /**
   * From how the model was built, or from the calls of the last step.
   */
  source: 'configuration' | 'calls';
  nodes: ModelNode[];
  edges: ModelEdge[];
  /**
   * Of the whole model, shared ones once.
   */
  parameters?: number;
  trainableParameters?: number;
  note?: string;
}
export interface ModelNode {
  /**
   * Path.
   */
  id: string;
  name: string;
  className: string;
  parent: string | null;
  location?: Location;
  parameters: number;
  trainable: boolean;
  /**
   * Of the output, live where it has run: `f32[32,10]`.
   */
  shape?: string;
  /**
   * `finding`: where it went wrong; `path`: between the input and there; `unconnected`: its output reaches no output of the model, or no gradient.
   */
  state: 'fine' | 'finding' | 'path' | 'unconnected' | 'notCalled';
  why?: string;
  reference?: TensorReference;
}
export interface ModelEdge {
  from: string;
  to: string;
  shape: string;
  /**
   * One-line summary of the tensor.
   */
  line?: string;
  /**
   * Whether it is on the way to the finding.
   */
  finding: boolean;
  reference?: TensorReference;
}
export interface OpGraphArguments {
  /**
   * Centre on this node; on the stop when absent.
   */
  node?: string;
}
/**
 * The ops around the stop: what went in, what came of it, and the way back to where the bad value was born.
 */
export interface OpGraph {
  nodes: OpNode[];
  edges: OpEdge[];
  note?: string;
}
export interface OpNode {
  id: string;
  /**
   * Type, or what it is: a weight, a batch column.
   */
  op: string;
  kind: 'op' | 'weight' | 'batch' | 'constant';
  name?: string;
  layer?: string;
  location?: Location;
  /**
   * For an op of the backward pass: the type of the op whose gradient it belongs to.
   */
  gradientOf?: string;
  centre?: boolean;
  /**
   * Whether its result is not finite.
   */
  bad: boolean;
  /**
   * Whether the bad value was born here: its inputs are fine.
   */
  born: boolean;
}
export interface OpEdge {
  from: string;
  to: string;
  slot: number;
  shape: string;
  line?: string;
  bad: boolean;
  handle?: number;
}
export interface AttentionArguments {
  reference?: TensorReference1;
  /**
   * Of the tensor, where `keras/tensor` has found it.
   */
  handle?: number;
}
/**
 * Names a tensor so that it can be found again at the next stop, when its handle is no longer good.
 */
export interface TensorReference1 {
  /**
   * Where to find it at any stop: `finding` by its place (0 is the bad tensor, then its inputs), `expression` in a frame, `batch` by its column, `output` by the path of a layer, `weight` and `gradient` by the path of a variable, `attention` by the path of a layer.
   */
  type: 'finding' | 'expression' | 'batch' | 'output' | 'weight' | 'gradient' | 'attention';
  name: string;
  /**
   * For an expression; the extension fills in the frame that is selected.
   */
  frameId?: number;
}
export interface AttentionBody {
  sources: AttentionSource[];
  /**
   * Why there is none.
   */
  note?: string;
}
export interface AttentionSource {
  /**
   * Path of the layer, or what the user calls the tensor.
   */
  name: string;
  reference: TensorReference;
  /**
   * Of the weights as (samples, heads, queries, keys).
   */
  handle: number;
  /**
   * As the softmax, or the user, has it.
   */
  shape: number[];
  samples: number;
  heads: number;
  queries: number;
  keys: number;
  location?: Location;
}
export interface AttentionHeadsArguments {
  handle: number;
  sample: number;
}
export interface AttentionHeadsBody {
  heads: AttentionHead[];
  queryTokens?: BatchToken[];
  keyTokens?: BatchToken[];
  note?: string;
}
export interface AttentionHead {
  head: number;
  /**
   * Mean over the queries, in bits.
   */
  entropy: number | null;
  /**
   * Entropy over that of even weights, 0 to 1.
   */
  evenness: number | null;
  /**
   * Share of the weight that rests on padding; null when it is not known what pads.
   */
  paddingShare: number | null;
  /**
   * Queries whose weights do not sum to one; at most 100.
   */
  notOne: number[];
  /**
   * Queries that are no padding and look at it; at most 100.
   */
  onPadding: number[];
  /**
   * Base64 of little-endian float64, a query each, in bits.
   */
  rowEntropy: string;
  flags: string[];
}
/**
 * Messages between the extension and the pages of its panels.
 */
export interface PanelMessages {
  toPage: PanelState | PanelResponse | PanelProgress;
  toHost:
    | PanelReady
    | PanelRequest
    | PanelOpenLocation
    | PanelCopy
    | PanelAction
    | PanelOpen
    | PanelExport
    | PanelFailure;
}
/**
 * What every page is told, again whenever it changes. `stop` is the latest tensor stop, null before the first one.
 */
export interface PanelState {
  type: 'show';
  /**
   * Another number at each pause: answers are good for one.
   */
  pause: number;
  status: PanelStatus;
  stop: StopEvent | null;
  /**
   * Whether the run still stands at that stop.
   */
  atStop: boolean;
  subject: PanelSubject;
  /**
   * Of the run so far. Left out when there are none.
   */
  hints?: Cause[];
  rewind?: RewindState1;
}
/**
 * Body of the event `keras/stop`, sent right after the `stopped` event of a tensor breakpoint.
 */
export interface StopEvent {
  threadId: number;
  finding: Finding;
}
/**
 * What a panel was opened for.
 */
export interface PanelSubject {
  tensor?: TensorReference;
  layer?: string;
  row?: number;
}
/**
 * What can be run again from this pause.
 */
export interface RewindState1 {
  /**
   * How many steps one can go back; absent when the paused step itself cannot be run again.
   */
  steps?: number;
  /**
   * Why it cannot.
   */
  problem?: string;
  /**
   * The paused one.
   */
  step?: number;
  learningRate?: number;
  /**
   * Of the batch.
   */
  rows?: number;
}
export interface PanelResponse {
  type: 'response';
  id: number;
  body?: unknown;
  error?: string;
}
export interface PanelProgress {
  type: 'progress';
  progress: Progress;
}
export interface PanelReady {
  type: 'ready';
}
export interface PanelRequest {
  type: 'request';
  id: number;
  command:
    | 'keras/histogram'
    | 'keras/window'
    | 'keras/tensor'
    | 'keras/tensors'
    | 'keras/axisStatistics'
    | 'keras/badIndices'
    | 'keras/comparison'
    | 'keras/batch'
    | 'keras/batchRows'
    | 'keras/layerTable'
    | 'keras/training'
    | 'keras/model'
    | 'keras/opGraph'
    | 'keras/attention'
    | 'keras/attentionHeads';
  arguments: {};
}
export interface PanelOpenLocation {
  type: 'openLocation';
  location: Location;
}
/**
 * Puts a text on the clipboard.
 */
export interface PanelCopy {
  type: 'copy';
  text: string;
}
/**
 * What to do about the stop: go on; go on and no more stop for this kind in its layer or on its line; stop next time at the infinity that this NaN was made of; run the step again as it stands in the files now, or as the user is asked; go on without its update.
 */
export interface PanelAction {
  type: 'action';
  action: 'continue' | 'ignoreLayer' | 'ignoreLine' | 'stopEarlier' | 'runAgain' | 'rewind' | 'skipUpdate';
}
/**
 * Opens another panel, or the page's own with another subject.
 */
export interface PanelOpen {
  type: 'open';
  panel: PanelName;
  subject: PanelSubject;
}
/**
 * Asks the user for a file and writes a tensor into it.
 */
export interface PanelExport {
  type: 'export';
  handle: number;
  /**
   * A name for the file, without suffix.
   */
  name: string;
}
/**
 * An error in the page itself, for the log.
 */
export interface PanelFailure {
  type: 'failed';
  message: string;
}
/**
 * What `keras-debug run --html FILE` writes into its page.
 */
export interface RecordedRun {
  version: 1;
  script: string;
  /**
   * Date and time, as ISO 8601 has it.
   */
  written: string;
  /**
   * Of Python, TensorFlow, Keras and keras-debug.
   */
  versions: string;
  ended: 'completed' | 'stopped' | 'exception' | 'interrupted';
  stops: RecordedStop[];
  /**
   * Findings that are not in here; the first ones are.
   */
  more: number;
  /**
   * Left out when there are none.
   */
  hints?: Cause[];
  /**
   * Of the end of the run.
   */
  answers: RecordedAnswer[];
}
/**
 * A stop as its panels show it: the answers to all that their pages ask. Of windows there are whole planes, from which the page cuts what it needs.
 */
export interface RecordedStop {
  stop: StopEvent;
  answers: RecordedAnswer[];
}
/**
 * What was answered to a question at a stop, or why not.
 */
export interface RecordedAnswer {
  command: string;
  arguments: {};
  body?: {};
  error?: string;
}
/**
 * Body of the event `keras/hint`, sent while the run goes on: what is a matter of taste, or may be meant.
 */
export interface HintEvent {
  hint: Cause;
}
/**
 * Body of the event `keras/rewound`: steps were run again as the user asked for.
 */
export interface RewoundEvent {
  step: number;
  message: string;
}

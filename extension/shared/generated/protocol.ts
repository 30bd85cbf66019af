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
  | 'exception';
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
 * Whether the run still stands at the stop: tensors can be asked for while it does.
 */
export type PanelStatus = 'stopped' | 'continued' | 'ended';

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
  execution?: 'eager';
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
 * What the adapter or the command line tells the probe when it starts it.
 */
export interface ProbeConfiguration {
  breakpoints: TensorBreakpoint[];
  ignored?: IgnoredFinding[];
  layers?: LayerBreakpoint[];
  data?: DataBreakpoint[];
  execution?: 'eager';
  device?: string;
  maxEpochs?: number | null;
  maxStepsPerEpoch?: number | null;
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
    arguments: BatchArguments;
    body: Batch;
  };
  'keras/setTensorBreakpoints': {
    arguments: SetTensorBreakpointsArguments;
    body: SetTensorBreakpointsBody;
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
}
export interface FindingBody {
  finding: Finding | null;
}
export interface HistogramArguments {
  handle: number;
  bins?: number;
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
}
/**
 * A two-dimensional window of a tensor: the last two axes, the axes before them fixed at `index`. A vector is one row, a scalar one cell.
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
}
export interface BatchArguments {
  start: number;
  /**
   * At most 200.
   */
  count: number;
}
/**
 * Rows of the offending batch, the bad ones first.
 */
export interface Batch {
  /**
   * Rows in the batch.
   */
  total: number;
  columns: BatchColumn[];
  rows: BatchRow[];
  /**
   * Why there is nothing to show, or what could not be known.
   */
  note?: string;
}
export interface BatchColumn {
  name: string;
  role: 'feature' | 'label' | 'sampleWeight' | 'output';
  /**
   * Shape of one row.
   */
  shape: number[];
  dtype: string;
  /**
   * One-line summary of the whole column.
   */
  line: string;
}
export interface BatchRow {
  row: number;
  datasetRow: number | null;
  bad: boolean;
  why?: string;
  /**
   * One text a column.
   */
  cells: string[];
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
    | 'exception';
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
/**
 * Messages between the extension and the page of its panel.
 */
export interface PanelMessages {
  toPage: PanelState | PanelResponse;
  toHost: PanelReady | PanelRequest | PanelOpenLocation | PanelCopy | PanelAction;
}
/**
 * What the panel shows until it asks for more: the latest tensor stop, null before the first one.
 */
export interface PanelState {
  type: 'show';
  stop: StopEvent | null;
  status: PanelStatus;
}
/**
 * Body of the event `keras/stop`, sent right after the `stopped` event of a tensor breakpoint.
 */
export interface StopEvent {
  threadId: number;
  finding: Finding;
}
export interface PanelResponse {
  type: 'response';
  id: number;
  body?: unknown;
  error?: string;
}
export interface PanelReady {
  type: 'ready';
}
export interface PanelRequest {
  type: 'request';
  id: number;
  command: 'keras/histogram' | 'keras/window' | 'keras/batch';
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
 * What to do about the stop: go on; go on and no more stop for this kind in its layer or on its line; stop next time at the infinity that this NaN was made of.
 */
export interface PanelAction {
  type: 'action';
  action: 'continue' | 'ignoreLayer' | 'ignoreLine' | 'stopEarlier';
}

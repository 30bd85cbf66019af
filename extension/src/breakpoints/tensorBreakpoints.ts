/** The entries of the Tensor Breakpoints view: one list a workspace, kept when the window is closed. */
import * as vscode from 'vscode';
import { afterEdits, type Edit } from './edits';
import {
  type Entries,
  type Entry,
  type Setting,
  withAdded,
  withChanged,
  withEnabled,
  without,
} from './entries';
import { fromStored, toStored } from './stored';

const key = 'tensorBreakpoints';

export class TensorBreakpoints implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private list: Entries;
  private lastId: number;

  readonly onDidChange = this.changed.event;

  constructor(private readonly state: vscode.Memento) {
    this.list = fromStored(state.get(key));
    this.lastId = Math.max(0, ...this.list.map(({ id }) => id));
  }

  get entries(): Entries {
    return this.list;
  }

  /** Returns the entry that says so now. */
  add(setting: Setting): Entry {
    this.lastId += 1;
    const { entries, entry } = withAdded(this.list, setting, this.lastId);
    this.replace(entries);
    return entry;
  }

  change(id: number, setting: Setting): void {
    this.replace(withChanged(this.list, id, setting));
  }

  enable(ids: readonly number[], enabled: boolean): void {
    this.replace(withEnabled(this.list, ids, enabled));
  }

  remove(ids: readonly number[]): void {
    this.replace(without(this.list, ids));
  }

  /** Lines that entries name may have moved. */
  edited(file: string, edits: readonly Edit[]): void {
    const entries = afterEdits(this.list, file, edits);
    if (entries !== this.list) {
      this.replace(entries);
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private replace(entries: Entries): void {
    this.list = entries;
    void this.state.update(key, toStored(entries));
    this.changed.fire();
  }
}

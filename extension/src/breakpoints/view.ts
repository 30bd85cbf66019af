/** The Tensor Breakpoints view in Run and Debug. */
import * as vscode from 'vscode';
import { kinds } from '../../shared/generated/kinds';
import { focusBreakpoints, hasTensorBreakpointsKey, tensorBreakpointsView } from '../contributions';
import { type Entry, type Setting } from './entries';
import { type KerasSessions } from './kerasSessions';
import { rowOf } from './rows';
import { type TensorBreakpoints } from './tensorBreakpoints';

/** The row that tells of the Breakpoints view has no entry. */
export type Element = Entry | 'filters';

export class TensorBreakpointsView implements vscode.TreeDataProvider<Element>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Element>;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly breakpoints: TensorBreakpoints,
    private readonly sessions: KerasSessions,
  ) {
    const options = { treeDataProvider: this, showCollapseAll: false, canSelectMany: true };
    this.view = vscode.window.createTreeView(tensorBreakpointsView, options);
    const refresh = (): void => {
      this.changed.fire();
      const some = breakpoints.entries.length > 0;
      void vscode.commands.executeCommand('setContext', hasTensorBreakpointsKey, some);
    };
    refresh();
    breakpoints.onDidChange(refresh);
    sessions.onDidChange(refresh);
    this.view.onDidChangeCheckboxState(({ items }) => {
      for (const enabled of [true, false]) {
        const wanted = enabled
          ? vscode.TreeItemCheckboxState.Checked
          : vscode.TreeItemCheckboxState.Unchecked;
        const ids = items.flatMap(([element, state]) =>
          element !== 'filters' && state === wanted ? [element.id] : [],
        );
        if (ids.length > 0) {
          breakpoints.enable(ids, enabled);
        }
      }
    });
  }

  /** The entries that are selected, for commands that keys run. */
  get selection(): readonly Entry[] {
    return this.view.selection.filter((element) => element !== 'filters');
  }

  /** Shows an entry that was just made. */
  async reveal(entry: Entry): Promise<void> {
    await this.view.reveal(entry, { select: true, focus: false });
  }

  getChildren(element?: Element): Element[] {
    const { entries } = this.breakpoints;
    if (element !== undefined || entries.length === 0) {
      return [];
    }
    return this.sessions.filtersOn === undefined ? [...entries] : ['filters', ...entries];
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(element: Element): vscode.TreeItem {
    return element === 'filters' ? this.filtersItem() : this.entryItem(element);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private filtersItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(
      `${this.sessions.filtersOn ?? 0} of ${kinds.length} kinds stop every run`,
    );
    item.id = 'filters';
    item.iconPath = new vscode.ThemeIcon('debug-breakpoint');
    item.tooltip = 'The kinds are checked in the Breakpoints view; what is here comes on top of them.';
    item.command = { command: focusBreakpoints, title: 'Show the Breakpoints View' };
    return item;
  }

  private entryItem({ id, enabled, setting }: Entry): vscode.TreeItem {
    const { label, description, tooltip, icon } = rowOf(setting, this.problemOf(setting));
    const item = new vscode.TreeItem(label);
    item.id = String(id);
    item.description = description;
    item.tooltip = new vscode.MarkdownString(tooltip, true);
    item.iconPath = new vscode.ThemeIcon(icon);
    item.contextValue = setting.type;
    item.checkboxState = {
      state: enabled ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: enabled ? 'Switch off' : 'Switch on',
    };
    return item;
  }

  private problemOf(setting: Setting): string | undefined {
    const texts = Object.values(setting).filter((value) => typeof value === 'string');
    return texts.map((text) => this.sessions.problemOf(text)).find(Boolean);
  }
}

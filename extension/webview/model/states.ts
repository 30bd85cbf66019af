/** The states of layers in words and signs: never by colour alone. Pure. */
import { type ModelNode } from '../../shared/generated/protocol';

export const stateWords: Readonly<Record<ModelNode['state'], string>> = {
  finding: '⚠ went wrong here',
  unconnected: '⊘ leads nowhere',
  notCalled: '○ not called',
  path: '',
  fine: '',
};

/** The same of what is folded into a group. */
export const foldedWords: Readonly<Record<ModelNode['state'], string>> = {
  finding: '⚠ went wrong in here',
  unconnected: '⊘ a part leads nowhere',
  notCalled: '○ a part is not called',
  path: '',
  fine: '',
};

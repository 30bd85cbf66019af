/** Sessions that are there to show a model: they stop at the first step, where it has its shapes. Pure. */
import { type TensorBreakpoint } from '../../shared/generated/protocol';
import { type Attributes } from './defaults';

const title = 'Show Model';

/** What such a session is called. */
export const nameOf = (model: string | undefined): string =>
  model === undefined ? title : `${title}: ${model}`;

export const showsModel = ({ name }: Attributes): boolean => String(name).startsWith(title);

/** What stops a session beside what the user has set. */
export const ownBreakpoints = (configuration: Attributes): readonly TensorBreakpoint[] =>
  showsModel(configuration) ? [{ kind: 'step', condition: 'step == 0' }] : [];

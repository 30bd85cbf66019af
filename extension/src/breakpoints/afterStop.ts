/** What an action after a tensor stop adds to the Tensor Breakpoints view. Pure. */
import { type Finding, type PanelAction } from '../../shared/generated/protocol';
import { type RewindAction } from '../rewind/offers';
import { type Setting } from './entries';

export type StopAction = Exclude<PanelAction['action'], 'continue' | RewindAction>;

/** Undefined where the finding does not tell enough: one of the loss over many steps has no layer, for example. */
export function settingFor(
  action: StopAction,
  { kind, layer, location, earlier }: Finding,
): Setting | undefined {
  switch (action) {
    case 'ignoreLayer':
      return layer === undefined ? undefined : { type: 'ignored', kind, layer };
    case 'ignoreLine':
      return location && { type: 'ignored', kind, location };
    case 'stopEarlier':
      return (
        earlier?.location && {
          type: 'finding',
          kind: 'inf',
          ...(earlier.layer !== undefined && { layer: earlier.layer }),
          location: earlier.location,
          strict: true,
        }
      );
  }
}

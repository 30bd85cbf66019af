import { type ComponentType, render } from 'preact';
import { type PanelState, type Progress } from '../../shared/generated/protocol';
import { Boundary } from './Boundary';
import { connect, type Host, Surrounding } from './host';

export interface PageProperties {
  readonly host: Host;
  readonly state: PanelState;
  /** Where the run is, as far as it was told since the page is there. */
  readonly progress: Progress | undefined;
}

/** Shows a page and keeps it up to date with what the extension tells. */
export function startPage(Page: ComponentType<PageProperties>): void {
  const root = document.getElementById('panel');
  if (!root) {
    return;
  }
  let state: PanelState | undefined;
  let progress: Progress | undefined;
  const show = (): void => {
    if (state) {
      const { status, pause } = state;
      const surroundings = {
        host,
        live: status === 'stopped',
        running: status === 'running',
        pause,
        recorded: false,
      };
      render(
        <Surrounding.Provider value={surroundings}>
          <Boundary name="The page">
            <Page host={host} state={state} progress={progress} />
          </Boundary>
        </Surrounding.Provider>,
        root,
      );
    }
  };
  const host = connect({
    onShow: (told) => {
      if (told.pause !== state?.pause || told.status === 'ended') {
        // It can be of another run.
        progress = undefined;
      }
      state = told;
      show();
    },
    onProgress: (told) => {
      progress = told;
      show();
    },
  });
}

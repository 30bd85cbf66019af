import { type ComponentType, type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import {
  type PanelName,
  type PanelState,
  type PanelSubject,
  type RecordedAnswer,
  type StopEvent,
} from '../../shared/generated/protocol';
import { Boundary } from '../common/Boundary';
import { Surrounding } from '../common/host';
import { type PageProperties } from '../common/page';
import { TensorStopPage } from '../tensorStop/TensorStopPage';
import { recordedHost } from './recordedHost';
import { Tabs } from './Tabs';

const pages: readonly {
  readonly name: PanelName;
  readonly title: string;
  readonly Page: ComponentType<PageProperties>;
}[] = [{ name: 'tensorStop', title: 'Finding', Page: TensorStopPage }];

interface Properties {
  /** Null for what is known of a run without a finding. */
  readonly stop: StopEvent | null;
  readonly answers: readonly RecordedAnswer[];
}

interface Shown {
  readonly panel: PanelName;
  readonly subject: PanelSubject;
}

/** The panels of a stop as tabs: what a page opens is shown in its tab. */
export function RecordedPanels({ stop, answers }: Properties): VNode {
  const [{ panel, subject }, setShown] = useState<Shown>({
    panel: stop ? 'tensorStop' : 'training',
    subject: {},
  });
  const host = useMemo(
    () =>
      recordedHost(answers, (opened, about) => {
        setShown({ panel: opened, subject: about });
      }),
    [answers],
  );
  const state: PanelState = {
    type: 'show',
    pause: 1,
    status: 'stopped',
    stop,
    atStop: stop !== null,
    subject,
  };
  const surroundings = { host, live: true, running: false, pause: 1, recorded: true };
  // A run without a finding was never paused: nothing but its course was read.
  const offered = pages.filter(({ name }) => stop !== null || name === 'training');
  return (
    <Surrounding.Provider value={surroundings}>
      <Tabs
        names={offered}
        shown={panel}
        onShow={(name) => {
          setShown({ panel: name, subject: {} });
        }}
      />
      {offered.map(({ name, title, Page }) => (
        <div
          key={name}
          id={`panel-${name}`}
          role="tabpanel"
          aria-labelledby={`tab-${name}`}
          hidden={name !== panel}
        >
          {name === panel && (
            <Boundary name={title}>
              <Page host={host} state={state} progress={undefined} />
            </Boundary>
          )}
        </div>
      ))}
    </Surrounding.Provider>
  );
}

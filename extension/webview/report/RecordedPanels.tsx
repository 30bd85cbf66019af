import { type ComponentType, type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import {
  type Cause,
  type PanelName,
  type PanelState,
  type PanelSubject,
  type RecordedAnswer,
  type StopEvent,
} from '../../shared/generated/protocol';
import { Boundary } from '../common/Boundary';
import { Surrounding } from '../common/host';
import { type PageProperties } from '../common/page';
import { AttentionPage } from '../attention/AttentionPage';
import { BatchPage } from '../batch/BatchPage';
import { LayersPage } from '../layers/LayersPage';
import { ModelPage } from '../model/ModelPage';
import { TensorPage } from '../tensor/TensorPage';
import { Hints } from '../tensorStop/Hints';
import { TensorStopPage } from '../tensorStop/TensorStopPage';
import { TrainingPage } from '../training/TrainingPage';
import { recordedHost } from './recordedHost';
import { Tabs } from './Tabs';
import { RecordedWindows } from './windows';

const pages: readonly {
  readonly name: PanelName;
  readonly title: string;
  readonly Page: ComponentType<PageProperties>;
}[] = [
  { name: 'tensorStop', title: 'Finding', Page: TensorStopPage },
  { name: 'batch', title: 'Batch', Page: BatchPage },
  { name: 'tensor', title: 'Tensor', Page: TensorPage },
  { name: 'layers', title: 'Layers', Page: LayersPage },
  { name: 'training', title: 'Training', Page: TrainingPage },
  { name: 'model', title: 'Model', Page: ModelPage },
  { name: 'attention', title: 'Attention', Page: AttentionPage },
];

interface Properties {
  /** Null for what is known of a run without a finding. */
  readonly stop: StopEvent | null;
  readonly answers: readonly RecordedAnswer[];
  readonly hints: readonly Cause[];
}

interface Shown {
  readonly panel: PanelName;
  readonly subject: PanelSubject;
}

/** The panels of a stop as tabs: what a page opens is shown in its tab. */
export function RecordedPanels({ stop, answers, hints }: Properties): VNode {
  const [{ panel, subject }, setShown] = useState<Shown>({
    panel: stop ? 'tensorStop' : 'training',
    subject: {},
  });
  const hosts = useMemo(() => {
    const windows = new RecordedWindows(answers);
    const open = (opened: PanelName, about: PanelSubject): void => {
      setShown({ panel: opened, subject: about });
    };
    return new Map(pages.map(({ name }) => [name, recordedHost(answers, windows, open)]));
  }, [answers]);
  const state: PanelState = {
    type: 'show',
    pause: 1,
    status: 'stopped',
    stop,
    atStop: stop !== null,
    subject,
    hints: [...hints],
  };
  // A run without a finding was never paused: nothing but its course was read.
  const offered = pages.filter(({ name }) => stop !== null || name === 'training');
  const Page = offered.find(({ name }) => name === panel)?.Page;
  const host = hosts.get(panel);
  return (
    <>
      <Tabs
        names={offered}
        shown={panel}
        onShow={(name) => {
          setShown({ panel: name, subject: {} });
        }}
      />
      {Page && host && (
        <div key={panel} id="page" class={`page-${panel}`} role="tabpanel" aria-labelledby={`tab-${panel}`}>
          <Surrounding.Provider value={{ host, live: true, running: false, pause: 1, recorded: true }}>
            <Boundary name="The panel">
              <Page host={host} state={state} progress={undefined} />
              {!stop && <Hints hints={hints} />}
            </Boundary>
          </Surrounding.Provider>
        </div>
      )}
    </>
  );
}

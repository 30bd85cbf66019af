import { type VNode } from 'preact';
import { type Cause } from '../../shared/generated/protocol';
import { LocationLink } from '../common/LocationLink';
import { Prose } from '../common/Prose';
import { Fix } from './Fix';

/** As the terminal's report says it. */
const confidence: Readonly<
  Record<Cause['confidence'], { readonly words: string; readonly meaning: string }>
> = {
  certain: { words: 'certain', meaning: 'It follows from how the program is written.' },
  likely: { words: 'likely', meaning: 'It follows from what was measured.' },
  possible: { words: 'worth a try', meaning: 'It is possible, and quickly tried.' },
};

/** Why, the likeliest first, each with its line and what to write there instead. */
export function Causes({ causes }: { causes: readonly Cause[] }): VNode | null {
  return causes.length === 0 ? null : (
    <section aria-labelledby="why">
      <h2 id="why">{headingOf(causes)}</h2>
      <ol class={causes.length === 1 ? 'causes' : 'causes ranked'}>
        {causes.map((cause) => (
          <li key={cause.id} class="cause">
            <p>
              <span class={`confidence ${cause.confidence}`} title={confidence[cause.confidence].meaning}>
                {confidence[cause.confidence].words}
              </span>{' '}
              <Prose text={cause.message} /> {cause.location && <LocationLink location={cause.location} />}
            </p>
            <Fix text={cause.fix} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function headingOf(causes: readonly Cause[]): string {
  const sure = causes.every(({ confidence: how }) => how === 'certain');
  return `${sure ? 'Cause' : 'Probable cause'}${causes.length === 1 ? '' : 's'}`;
}

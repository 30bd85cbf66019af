import { type VNode } from 'preact';
import { type Cause } from '../../shared/generated/protocol';
import { CopyButton } from '../common/CopyButton';
import { LocationLink } from '../common/LocationLink';
import { Prose } from '../common/Prose';

/** Why, the likeliest first, and what to write instead. */
export function Causes({ causes }: { causes: readonly Cause[] }): VNode | null {
  return causes.length === 0 ? null : (
    <section aria-labelledby="why">
      <h2 id="why">{causes.length === 1 ? 'Probable cause' : 'Probable causes'}</h2>
      <ol class="causes">
        {causes.map((cause) => (
          <li key={cause.id} class="cause">
            <p>
              <Prose text={cause.message} /> {cause.location && <LocationLink location={cause.location} />}
            </p>
            <div class="fix">
              <pre>
                <code>{cause.fix}</code>
              </pre>
              <CopyButton text={cause.fix} what="fix" />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

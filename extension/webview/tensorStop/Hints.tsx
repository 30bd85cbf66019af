import { type VNode } from 'preact';
import { type Cause } from '../../shared/generated/protocol';
import { LocationLink } from '../common/LocationLink';
import { Prose } from '../common/Prose';
import { Fix } from './Fix';

/** What is a matter of taste, or may be meant: beside the finding, never one. */
export function Hints({ hints }: { hints: readonly Cause[] }): VNode | null {
  return hints.length === 0 ? null : (
    <section aria-labelledby="hints">
      <h2 id="hints">{hints.length === 1 ? 'Hint' : 'Hints'}</h2>
      <p class="muted note">Not what stopped the run: a matter of taste, or meant to be so.</p>
      <ul class="causes hints">
        {hints.map((hint, index) => (
          <li key={index} class="cause">
            <p>
              <Prose text={hint.message} /> {hint.location && <LocationLink location={hint.location} />}
            </p>
            <Fix text={hint.fix} />
          </li>
        ))}
      </ul>
    </section>
  );
}

import { type VNode } from 'preact';
import { type Location } from '../../shared/generated/protocol';
import { useSurroundings } from './useAnswer';

/** A place in the user's source that opens on click. */
export function LocationLink({ location }: { location: Location }): VNode {
  const { host } = useSurroundings();
  const file = location.file.split(/[\\/]/).at(-1) ?? location.file;
  return (
    <button
      type="button"
      class="link"
      title={location.file}
      onClick={() => {
        host.openLocation(location);
      }}
    >
      {file}:{location.line}
      {location.function !== undefined && <span class="muted"> in {location.function}</span>}
    </button>
  );
}

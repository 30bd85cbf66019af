import { type VNode } from 'preact';

/** What is odd, in words. */
export function Flags({ flags }: { flags: readonly string[] | undefined }): VNode | null {
  return flags && flags.length > 0 ? (
    <span class="flags">
      {flags.map((flag) => (
        <span key={flag} class="flag" title={flag}>
          <span aria-hidden="true">⚠ </span>
          {flag}
        </span>
      ))}
    </span>
  ) : null;
}

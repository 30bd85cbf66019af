import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useSurroundings } from './useAnswer';

/** How long the button says that it has done its work. */
const confirmation = 2_000;

interface Properties {
  readonly text: string;
  readonly what: string;
  /** What the button says, when it is not `Copy`. */
  readonly label?: string;
  /** Whether Tab stops at it: not in a list that has keys of its own. */
  readonly reached?: boolean;
}

export function CopyButton({ text, what, label, reached = true }: Properties): VNode {
  const { host } = useSurroundings();
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) {
      return undefined;
    }
    const timer = setTimeout(() => {
      setCopied(0);
    }, confirmation);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  return (
    <>
      <button
        type="button"
        class="secondary copy"
        aria-label={label === undefined ? `Copy the ${what}` : `${label}: ${what}`}
        tabIndex={reached ? 0 : -1}
        onClick={(event) => {
          event.stopPropagation();
          host.copy(text);
          setCopied(copied + 1);
        }}
      >
        {copied > 0 ? 'Copied' : (label ?? 'Copy')}
      </button>
      {/* Screen readers look for no news inside a button. */}
      <span class="hidden" role="status">
        {copied > 0 && 'Copied'}
      </span>
    </>
  );
}

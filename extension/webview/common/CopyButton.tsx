import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useSurroundings } from './useAnswer';

/** How long the button says that it has done its work. */
const confirmation = 2_000;

export function CopyButton({ text, what }: { text: string; what: string }): VNode {
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
        aria-label={`Copy the ${what}`}
        onClick={() => {
          host.copy(text);
          setCopied(copied + 1);
        }}
      >
        {copied > 0 ? 'Copied' : 'Copy'}
      </button>
      {/* Screen readers look for no news inside a button. */}
      <span class="hidden" role="status">
        {copied > 0 && 'Copied'}
      </span>
    </>
  );
}

import { type VNode } from 'preact';
import { CopyButton } from '../common/CopyButton';

/** What to write instead. */
export function Fix({ text }: { text: string }): VNode {
  return (
    <div class="fix">
      <pre>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} what="fix" />
    </div>
  );
}

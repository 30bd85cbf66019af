import { type VNode } from 'preact';
import { type Finding } from '../../shared/generated/protocol';
import { descriptionOf } from '../../shared/kinds';
import { formatBytes, formatValue } from '../common/numbers';

/** What else was seen: lines in columns, so that shapes and numbers stand below each other. */
export function Evidence({ finding: { kind, evidence, value } }: { finding: Finding }): VNode | null {
  const meaning = descriptionOf(kind)?.value;
  const format = kind === 'out-of-memory' ? formatBytes : formatValue;
  const measured = value !== undefined && meaning ? `${meaning}: ${format(value)}` : undefined;
  return evidence.length === 0 && measured === undefined ? null : (
    <ul class="evidence">
      {evidence.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {measured !== undefined && <li class="muted">{measured}</li>}
    </ul>
  );
}

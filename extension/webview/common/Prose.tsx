import { type VNode } from 'preact';

/** A sentence in which names of the program stand between backticks. */
export function Prose({ text }: { text: string }): VNode {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
  );
}

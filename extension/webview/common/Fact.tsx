import { type ComponentChildren, type VNode } from 'preact';

/** A name and what is known by it, in a list of such; absent when nothing is. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode | null {
  return children ? (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;
}

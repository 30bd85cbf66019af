import { type ComponentChildren, type VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Boundary } from '../common/Boundary';

interface Properties {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A section that asks for nothing until it has been scrolled into sight. */
export function WhenSeen({ title, children }: Properties): VNode {
  const id = useId();
  const section = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        setSeen(true);
        observer.disconnect();
      }
    });
    if (section.current) {
      observer.observe(section.current);
    }
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <section aria-labelledby={id} ref={section} class="seen">
      <h2 id={id}>{title}</h2>
      <Boundary name={title}>{seen && children}</Boundary>
    </section>
  );
}

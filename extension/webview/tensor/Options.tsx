import { type VNode } from 'preact';

interface Properties<T extends string> {
  readonly label: string;
  /** Of the group in the page. */
  readonly name: string;
  readonly options: readonly (readonly [T, string])[];
  readonly chosen: T;
  readonly choose: (value: T) => void;
}

/** A choice between few, all in sight. */
export function Options<T extends string>({ label, name, options, chosen, choose }: Properties<T>): VNode {
  return (
    <div class="options" role="radiogroup" aria-label={label}>
      {options.map(([value, text]) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => {
              choose(value);
            }}
          />{' '}
          {text}
        </label>
      ))}
    </div>
  );
}

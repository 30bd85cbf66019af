/** The part of JSON schema that the launch attributes in the manifest use, in words for the user. */

export interface AttributeSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  /** VS Code's own addition to JSON schema: the pattern in words. */
  readonly patternErrorMessage?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: AttributeSchema;
  readonly anyOf?: readonly AttributeSchema[];
  readonly properties?: Readonly<Record<string, AttributeSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | AttributeSchema;
}

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

/** What a value of the schema looks like, for example `a whole number of at least 1, or null`. */
export function describe(schema: AttributeSchema): string {
  if (schema.enum) {
    return alternatives(schema.enum.map((value) => JSON.stringify(value)));
  }
  if (schema.anyOf) {
    return alternatives([...new Set(schema.anyOf.map(describe))]);
  }
  if (schema.pattern !== undefined && schema.patternErrorMessage === undefined) {
    return `a text that matches ${schema.pattern}`;
  }
  return alternatives(typesOf(schema).map((type) => (words[type] ?? type) + rangeOf(schema, type)));
}

export function typesOf(schema: AttributeSchema): readonly string[] {
  return typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
}

function rangeOf(schema: AttributeSchema, type: string): string {
  if (type !== 'integer' && type !== 'number') {
    return '';
  }
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) {
    return ` from ${minimum} to ${maximum}`;
  }
  if (minimum !== undefined) {
    return ` of at least ${minimum}`;
  }
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function alternatives(options: readonly string[]): string {
  const last = options.at(-1) ?? 'a value';
  return options.length < 2 ? last : `${options.slice(0, -1).join(', ')} or ${last}`;
}

/** Checks a launch configuration against the manifest's own schema, with messages that name the attribute. */
import { closest } from './closest';
import { type Attributes } from './defaults';
import { type AttributeSchema, describe, typesOf } from './describe';
import { isPassedOn } from './knownAttributes';

/** What is wrong with the attributes, one sentence each; empty when nothing is. */
export function problemsOf(configuration: Attributes, schema: AttributeSchema): readonly string[] {
  const properties = schema.properties ?? {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(configuration)) {
    const attribute = properties[name];
    if (attribute) {
      problems.push(...check(name, value, attribute));
    } else if (!isPassedOn(name)) {
      problems.push(unknownAttribute(name, Object.keys(properties)));
    }
  }
  problems.push(...missing('', configuration, schema), ...targetProblems(configuration));
  return problems;
}

function targetProblems(configuration: Attributes): readonly string[] {
  if (configuration['request'] !== 'launch') {
    return [];
  }
  const program = Boolean(configuration['program']);
  const module = Boolean(configuration['module']);
  if (program && module) {
    return ['"program" and "module" exclude each other: remove one.'];
  }
  return program || module || configuration['code'] !== undefined
    ? []
    : ['Set "program" to the script that trains, or "module" to its module.'];
}

function unknownAttribute(name: string, known: readonly string[]): string {
  const similar = closest(name, known);
  return `"${name}" is not an attribute.${similar === undefined ? '' : ` Did you mean "${similar}"?`}`;
}

function missing(path: string, value: Attributes, schema: AttributeSchema): readonly string[] {
  return (schema.required ?? [])
    .filter((name) => value[name] === undefined)
    .map((name) => `"${path}${name}" is missing.`);
}

function check(path: string, value: unknown, schema: AttributeSchema): readonly string[] {
  if (schema.anyOf) {
    const fits = schema.anyOf.some((option) => check(path, value, option).length === 0);
    // The alternative of the same type has the better message: it names the attribute inside.
    const sameType = schema.anyOf.find((option) => isObject(value) && hasType(value, option));
    return fits ? [] : sameType ? check(path, value, sameType) : [wrong(path, value, schema)];
  }
  if (!hasType(value, schema) || !isInRange(value, schema)) {
    return [wrong(path, value, schema)];
  }
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    return value.flatMap((item: unknown, index) => check(`${path}[${index}]`, item, items));
  }
  return isObject(value) ? checkObject(path, value, schema) : [];
}

function checkObject(path: string, value: Attributes, schema: AttributeSchema): readonly string[] {
  const problems = [...missing(`${path}.`, value, schema)];
  for (const [name, item] of Object.entries(value)) {
    const inner = schema.properties?.[name];
    if (inner) {
      problems.push(...check(`${path}.${name}`, item, inner));
    } else if (typeof schema.additionalProperties === 'object') {
      problems.push(...check(`${path}.${name}`, item, schema.additionalProperties));
    } else if (schema.properties) {
      problems.push(unknownAttribute(`${path}.${name}`, Object.keys(schema.properties)));
    }
  }
  return problems;
}

function isObject(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasType(value: unknown, schema: AttributeSchema): boolean {
  const types = typesOf(schema);
  return types.length === 0 || types.some((type) => isOfType(value, type));
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    default:
      return typeof value === type;
  }
}

function isInRange(value: unknown, schema: AttributeSchema): boolean {
  if (schema.enum && !schema.enum.includes(value)) {
    return false;
  }
  if (typeof value === 'number') {
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  }
  return typeof value !== 'string' || schema.pattern === undefined || new RegExp(schema.pattern).test(value);
}

function wrong(path: string, value: unknown, schema: AttributeSchema): string {
  const found = JSON.stringify(value);
  if (typeof value !== 'string') {
    return `"${path}" must be ${describe(schema)}, not ${found}.`;
  }
  const similar = closest(value, choicesOf(schema));
  if (similar !== undefined) {
    return `"${path}" is ${found}. Did you mean "${similar}"?`;
  }
  return schema.patternErrorMessage === undefined
    ? `"${path}" must be ${describe(schema)}, not ${found}.`
    : `"${path}" is ${found}. ${schema.patternErrorMessage}`;
}

function choicesOf({ enum: choices = [], anyOf = [] }: AttributeSchema): readonly string[] {
  return [...choices.filter((choice) => typeof choice === 'string'), ...anyOf.flatMap(choicesOf)];
}

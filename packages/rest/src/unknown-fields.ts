import { AppError, MAX_ISSUES, unknownNames, type ValidationIssue } from '@docket/router';
import type { Binding } from './binding.ts';
import type { TextFields } from './coercion.ts';
import { alternativesOf, type InputSchema, type JsonSchema, propertiesOf, resolve } from './json-schema.ts';

/** @throws AppError `validation_failed` for a parameter that is not declared: a filter that is dropped answers another question. */
export function refuseUnknownParameters({ declared }: Binding, query: TextFields): void {
  const { parameters, text } = declared();
  const unknown = Object.keys(query).filter((key) => !parameters.includes(text.fieldOf(key) ?? ''));
  if (unknown.length === 0) return;
  const remedy = 'this address takes no parameters, and a body has its fields to itself';
  const errors = unknownNames(unknown, { known: parameters, code: 'unknown_parameter', remedy });
  throw new AppError('validation_failed', { errors });
}

/** @throws AppError `validation_failed` for fields that are not declared, however deep in a body they stand */
export function refuseUnknownFields({ declared }: Binding, body: object): void {
  const { schema } = declared();
  const errors: ValidationIssue[] = [];
  for (const issue of unknownIn(body, schema.root, { named: schema.named, path: [] })) {
    if (errors.push(issue) === MAX_ISSUES) break;
  }
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

type Place = Pick<InputSchema, 'named'> & { path: readonly string[] };

function* unknownIn(value: unknown, given: JsonSchema, { named, path }: Place): Generator<ValidationIssue> {
  if (typeof value !== 'object' || value === null) return;
  const schema = ofKind(value, given, named);
  const properties = propertiesOf(schema);
  if (!Array.isArray(value) && (path.length === 0 || isClosed(schema))) {
    const names = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
    yield* unknownNames(names, { within: path.join('.'), known: Object.keys(properties), code: 'unknown_field' });
  }
  for (const [name, item] of Object.entries(value)) {
    const of = Array.isArray(value) ? schema.items : Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (of) yield* unknownIn(item, of as JsonSchema, { named, path: [...path, name] });
  }
}

/** Not so a record, or what may be anything. */
function isClosed({ type, additionalProperties }: JsonSchema): boolean {
  return type === 'object' && typeof additionalProperties !== 'object';
}

/** The schema for a value of this kind, where a place takes several: a nullable object is one of two. */
function ofKind(value: object, given: JsonSchema, named: InputSchema['named']): JsonSchema {
  const kind = Array.isArray(value) ? 'array' : 'object';
  const schema = resolve(given, named);
  const alternatives = alternativesOf(schema).map((one) => resolve(one, named));
  return alternatives.find(({ type }) => type === kind) ?? schema;
}

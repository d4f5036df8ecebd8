// Where a procedure can be asked for something by what it is called.

import type { World } from '@docket/kit/world';
import { propertiesOf, resolve, typesOf } from '../../packages/rest/src/json-schema.ts';
import { casesOf, inputOf, rows } from '../cases/index.ts';
import { declaredInput } from './asking.ts';

export type Field = { isList: boolean };

/** The fields of an input that hold a text, or several. */
export function fieldsOf(procedure: string): [name: string, Field][] {
  const schema = declaredInput(procedure);
  return Object.entries(propertiesOf(schema.root)).flatMap(([name, field]): [string, Field][] => {
    const types = typesOf(resolve(field, schema.named));
    return types.has('array') || types.has('string') ? [[name, { isList: types.has('array') }]] : [];
  });
}

/** An input with which a procedure works in the world. */
export function firstInput(world: World, procedure: string): Record<string, unknown> {
  const [first] = rows[procedure] ? casesOf(rows[procedure]) : [];
  return { ...(inputOf(first ?? {}, world) as object | undefined) };
}

/** Names are taken once for all: that one is taken shows, and nothing of who has it. */
export const TAKEN: Record<string, string> = {
  'issue.create id': 'id_taken',
  'project.create key': 'project_key_taken',
  'project.update key': 'project_key_taken',
};

/** What is said, with another word for what was asked for. */
export function withIt(said: unknown, one: string): unknown {
  return JSON.parse(JSON.stringify(said).replace(new RegExp(one, 'gi'), 'IT'));
}

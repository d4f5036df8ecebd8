// Runs on none: it opens no database.

import { listProcedures } from '@docket/router';
import { expect, test } from 'vitest';
import { shapes } from '../src/catalog.ts';
import { fieldOptions } from '../src/verb-options.ts';
import { verbs } from '../src/verbs/index.ts';

const procedures = listProcedures();

test('every procedure has a verb, and no two have the same', () => {
  expect(procedures.map(({ name }) => name).filter((name) => !verbs[name])).toEqual([]);
  expect(Object.keys(verbs).length).toBe(procedures.length);
  const commands = Object.values(verbs).map(({ command }) => command);
  expect(new Set(commands).size).toBe(commands.length);
});

test.each(procedures)('every field of $name can be given, and no option is there twice', ({ name }) => {
  const [verb, shape] = [verbs[name], shapes[name]];
  if (!verb || !shape) throw new Error(`${name} is missing`);
  const options = fieldOptions(verb, shape);
  const given = [
    ...options.map(({ field }) => field.name),
    ...(verb.places ?? []).map(({ field }) => field),
    ...(verb.secrets ?? []).map(({ field }) => field),
  ];
  const fields = shape.fields ?? [];
  expect(given.toSorted()).toEqual(
    fields
      .filter(({ kind }) => kind !== 'json')
      .map((field) => field.name)
      .toSorted(),
  );
  const flags = options.flatMap(({ option, negation }) => [option.long, option.short, negation?.long]).filter(Boolean);
  expect(new Set(flags).size).toBe(flags.length);
});

test.each(procedures)('no secret of $name can be typed as an option, where others see it', ({ name }) => {
  const [verb, shape] = [verbs[name], shapes[name]];
  if (!verb || !shape) throw new Error(`${name} is missing`);
  const typed = fieldOptions(verb, shape).map(({ field }) => field.name);
  expect(typed.filter((field) => /password|refresh_token/.test(field))).toEqual([]);
});

test('what is looked for is --search at every verb, and what it was called before is taken as well', () => {
  const searching = procedures.flatMap(({ name }) => {
    const [verb, shape] = [verbs[name], shapes[name]];
    const options = verb && shape ? fieldOptions(verb, shape) : [];
    return options.filter(({ field }) => field.name === 'q' || field.name === 'query');
  });
  expect(searching.length).toBeGreaterThan(7);
  for (const { field, option, negation, former = [] } of searching) {
    expect([option.short, option.long]).toEqual(['-q', '--search']);
    const names = [`--${field.name}`, ...(negation ? [`--no-${field.name}`] : [])];
    expect(former.map(({ long, hidden }) => [long, hidden])).toEqual(names.map((long) => [long, true]));
  }
});

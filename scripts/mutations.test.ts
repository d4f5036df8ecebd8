// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { findMutations } from './mutate/mutations.ts';

/** What becomes of a piece of code, by kind of fault. */
function faultsIn(code: string): Record<string, string[]> {
  const faults = findMutations('a.ts', code).map(({ operator, start, end, to }) => {
    return [operator, code.slice(0, start) + to + code.slice(end)] as const;
  });
  return Object.fromEntries(
    [...Map.groupBy(faults, ([operator]) => operator)].map(([operator, those]) => [
      operator,
      those.map(([, result]) => result),
    ]),
  );
}

test.each([
  ['f(a < b);', 'boundary', ['f(a <= b);']],
  ['f(a !== b);', 'equality', ['f(a === b);']],
  ['f(a && b);', 'logic', ['f(((a) || (b)));']],
  ['f(a ?? b);', 'nullish', ['f(a);']],
  ['f(a?.b, a?.[b]);', 'optional', ['f(a.b, a?.[b]);', 'f(a?.b, a[b]);']],
  ['if (a) f();', 'condition', ['if (!(a)) f();']],
  ['await f();', 'await', ['void (f());']],
  ['await f();', 'call', [';']],
  ['f(7, true);', 'number', ['f(8, true);']],
  ['f(7, true);', 'boolean', ['f(7, false);']],
  ["f('', 'a');", 'text', ["f('other', 'a');", "f('', '');"]],
  ['f([a, b]);', 'element', ['f([a]);']],
  ['f(a, b);', 'arguments', ['f(b, a);']],
  ["f(db.where('a', '=', b).all());", 'clause', ['f(db.all());']],
  ['function f() { g(); }', 'return', ['function f() { return; g(); }']],
])('breaks %s by %s', (code, operator, broken) => {
  expect(faultsIn(code)[operator]).toEqual(broken);
});

test('leaves alone what the compiler or a reader checks: types, imports, names, words of an error or a description', () => {
  const code = `
    import { a } from 'a';
    export * from 'b';
    type C = 'c' | 7;
    const d = { 'e': f satisfies C };
    throw new SettingsError('g');
    h.describe('i');`;
  expect(findMutations('a.ts', code).filter(({ operator }) => operator !== 'call')).toEqual([]);
});

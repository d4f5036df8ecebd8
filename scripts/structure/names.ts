import { placeOf } from './router.ts';
import type { Rule } from './source.ts';
import { wordsOf } from './words.ts';

const MAX_LINES = 250;

const EMPTY_WORDS = /^(utils?|utility|utilities|helpers?|commons?|managers?|misc|shared)$/;

/** Test code, by its name or by what it imports. */
const IS_TEST = /\.(test|spec)(-d)?\.\w+$|\/(testing\b|testing_|(tests?|__tests__)\/)/;

const TEST_PACKAGES = /^(vitest|@vitest\/.*|node:test|@docket\/kit)(\/|$)/;

export const checkLength: Rule = ({ lines }) => {
  if (lines === 0) return ['is empty: delete it'];
  return lines > MAX_LINES ? [`has ${lines} lines, more than ${MAX_LINES}: split it`] : [];
};

/** Each word of a path counts: `row-utils.ts` and `SharedRows.ts` say as little as `utils.ts`. */
export const checkName: Rule = ({ file }) => {
  const empty = wordsOf(file).find((word) => EMPTY_WORDS.test(word));
  return empty ? [`has a name that says nothing about what is in it ("${empty}"): name what it does`] : [];
};

/** In the router, a closed list of names says where a thing belongs. */
export const checkPlace: Rule = ({ file }, files) => {
  const place = placeOf(file);
  if (!place) return [];
  if (place.in === 'feature' && place.isKnown) {
    const whole = `packages/router/src/features/${place.feature}/${place.kind}.ts`;
    const isTwice = file !== whole && files.has(whole);
    return isTwice ? [`stands beside ${place.kind}.ts: make that a file of this folder`] : [];
  }
  if (place.isKnown) return [];
  if (place.in === 'feature')
    return [
      'is no kind of file in a feature: schema, policy, queries, commands, flows, router (.ts), or a folder of one file per verb',
    ];
  const what = place.in === 'folder' ? `${place.folder}/` : place.name;
  return [`${what} is not on the list of the router's parts: find its part, or list it in scripts/structure/router.ts`];
};

export const checkTests: Rule = ({ file, isProduct, imports }) => {
  if (!isProduct) return [];
  const kit = imports.filter(
    ({ specifier, target }) => TEST_PACKAGES.test(specifier) || (target && /^\w+\/[^/]+\/testing\//.test(target)),
  );
  return [
    ...(IS_TEST.test(file.replace(/^.*?\/src/, ''))
      ? ['is test code below src: it belongs into testing/ beside it']
      : []),
    ...kit.map(
      ({ specifier }) => `imports ${specifier}: product code knows no test code, so move what it needs to src`,
    ),
  ];
};

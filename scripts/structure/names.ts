import { placeOf } from './router.ts';
import type { SourceFile } from './source.ts';

const MAX_LINES = 250;

const EMPTY_WORDS = /(^|\/)(utils?|helpers?|common|manager|misc|shared)(\/|\.\w+$)/;

/** Test code, by its name or by what it imports. */
const IS_TEST = /\.(test|spec)\.\w+$|\/testing[\w-]*(\.\w+$|\/)/;

export function checkLength({ lines }: SourceFile): string | undefined {
  if (lines === 0) return 'is empty: delete it';
  return lines > MAX_LINES ? `has ${lines} lines, more than ${MAX_LINES}: split it` : undefined;
}

export function checkName({ file }: SourceFile): string | undefined {
  return EMPTY_WORDS.test(file) ? 'has a name that says nothing about what is in it: name what it does' : undefined;
}

/** In the router, a closed list of names says where a thing belongs. */
export function checkPlace({ file }: SourceFile): string | undefined {
  const place = placeOf(file);
  if (!place || place.isKnown) return undefined;
  if (place.in === 'feature') {
    return 'is no kind of file in a feature: schema, policy, queries, commands, flows, router, or a folder of one file per verb';
  }
  const what = place.in === 'folder' ? `${place.folder}/` : `${place.name}.ts`;
  return `${what} is not on the list of the router's parts: see scripts/structure/router.ts`;
}

export function checkTests({ file, isProduct, imports }: SourceFile): string | undefined {
  if (!isProduct) return undefined;
  if (IS_TEST.test(file.replace(/^.*?\/src/, ''))) return 'is test code below src: it belongs into testing/ beside it';
  const kit = imports.find(({ specifier }) => /^(vitest|@docket\/kit)(\/|$)/.test(specifier));
  return kit && `imports ${kit.specifier}: product code knows no test code`;
}

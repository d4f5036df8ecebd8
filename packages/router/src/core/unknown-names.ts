import { MAX_ISSUES, type ValidationIssue } from './errors.ts';
import { nearest } from './nearest.ts';
import { otherWords } from './other-words.ts';

type Unknown = {
  /** Where these names stand: dotted, such as `issues.0`; empty for the whole input. */
  within?: string;
  /** What could stand there. */
  known: readonly string[];
  /** What to do where nothing is known. */
  remedy?: string;
  code: 'unknown_parameter' | 'unknown_field';
};

/** Says of names that nobody knows here which ones were probably meant; once, of all that could be meant. */
export function unknownNames(
  names: readonly string[],
  { within, known, code, remedy = 'leave it out' }: Unknown,
): ValidationIssue[] {
  let isListed = false;
  return names.slice(0, MAX_ISSUES).map((name) => {
    const path = [...(within ? [within] : []), name].join('.').slice(0, 100);
    const meant = nearest(name, known, { synonyms: otherWords });
    if (meant !== undefined) return { path, message: `Unknown: did you mean \`${meant}\`?`, code };
    const what = known.length > 0 ? `known here: ${known.join(', ')}` : remedy;
    const message = isListed ? 'Unknown' : `Unknown: ${what}`;
    isListed = true;
    return { path, message, code };
  });
}

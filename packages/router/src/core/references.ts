/** Where something is named in a text, in UTF-16 units as `slice` of JavaScript takes them. */
type Place = { from: number; to: number };

/** What a text names: users as `@ada`, and issues by their key, or as `#12` by their number in the project of the text. */
export type References = {
  users: (Place & { username: string })[];
  issues: (Place & { key: string } & { isNumber: boolean })[];
};

/** How many of each kind are looked for in one text. */
export const MOST_REFERENCES = 20;

/** How much of a text is read: more than people write. */
export const MOST_READ = 100_000;

/** Texts without any of these name nothing: most of them are not read further. */
const HINT = /[@#]|[A-Z0-9]-\d/;

/**
 * Neither within a word, an address or a path, nor at the end of one. Keys are in capital letters, as Docket writes them: `utf-8`
 * is a word.
 */
const NAMED =
  /(?<![\p{L}\p{N}_@#/.&=+-])(?:@(?<username>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,37}[A-Za-z0-9])?)|#(?<number>[1-9]\d{0,8})|(?<key>[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8}))(?![\p{L}\p{N}_@/]|-[\p{L}\p{N}])/gu;

/** What a text in Markdown names outside of code. */
export function readReferences(whole: string): References {
  const found: References = { users: [], issues: [] };
  const text = beginningOf(whole);
  if (!HINT.test(text)) return found;
  for (const { index: from, 0: written, groups = {} } of withoutCode(text).matchAll(NAMED)) {
    const place = { from, to: from + written.length };
    const { username, number, key = number } = groups;
    if (username !== undefined && found.users.length < MOST_REFERENCES) found.users.push({ ...place, username });
    if (key !== undefined && found.issues.length < MOST_REFERENCES)
      found.issues.push({ ...place, key, isNumber: number !== undefined });
  }
  return found;
}

/** Up to the last space in what is read, so that no name is cut. */
function beginningOf(text: string): string {
  return text.length > MOST_READ ? text.slice(0, text.lastIndexOf(' ', MOST_READ) + 1) : text;
}

/** The text with white space in place of code, which is as long. */
function withoutCode(text: string): string {
  if (!/`|~~~/.test(text)) return text;
  return withoutSpans(withoutBlocks(text));
}

/** The beginning of a fenced block (spec.commonmark.org, 4.5), also in a quotation. */
const FENCE = /^[ \t>]*(`{3,}(?=[^`]*$)|~{3,})/;

function withoutBlocks(text: string): string {
  let fence: string | undefined;
  const lines = text.split('\n').map((line) => {
    const [, marks] = FENCE.exec(line) ?? [];
    const isInside = fence !== undefined;
    if (fence === undefined) fence = marks;
    else if (marks?.startsWith(fence) && line.trimEnd().endsWith(marks)) fence = undefined;
    return isInside || marks !== undefined ? blank(line) : line;
  });
  return lines.join('\n');
}

/** Backticks, unless a backslash takes their meaning, or the end of a paragraph. */
const MARKS = /(?<!\\)`+|\n[ \t]*\n/g;

/** Code spans (spec.commonmark.org, 6.1): from some backticks to as many, in one paragraph. */
function withoutSpans(text: string): string {
  const marks = [...text.matchAll(MARKS)].map(({ index, 0: written }) => ({ at: index, written }));
  const next = nextOfKind(marks.map(({ written }) => (written.startsWith('`') ? written : '\n')));
  let read = 0;
  let rest = '';
  for (let nth = 0; nth < marks.length; nth += 1) {
    const [begin, end] = [marks[nth], marks[next[nth] ?? -1]];
    if (!begin?.written.startsWith('`') || !end) continue;
    const to = end.at + end.written.length;
    rest += text.slice(read, begin.at) + blank(text.slice(begin.at, to));
    read = to;
    nth = next[nth] ?? nth;
  }
  return rest + text.slice(read);
}

/** For each mark the next one that is the same, if no paragraph ends before it. */
function nextOfKind(marks: readonly string[]): (number | undefined)[] {
  const next: (number | undefined)[] = [];
  const last = new Map<string, number>();
  for (let nth = marks.length - 1; nth >= 0; nth -= 1) {
    const mark = marks[nth] ?? '';
    if (mark === '\n') last.clear();
    else {
      next[nth] = last.get(mark);
      last.set(mark, nth);
    }
  }
  return next;
}

function blank(text: string): string {
  return ' '.repeat(text.length);
}

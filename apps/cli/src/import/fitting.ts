import { plain } from '../io.ts';

// What a cell holds is made to fit, and each function says in `problems` what it changed.

const LONGEST = { title: 1000, text: 1_000_000, name: 100, label: 50, milestone: 100 };

/** At most so many people and labels are on an issue, and comments on it. */
export const MOST = { people: 100, labels: 100, comments: 10_000 };

/** A title on one line. One that is too long stands whole in the description. */
export function fitTitle(
  { title, description }: { title: string; description: string },
  problems: string[],
): { title: string; description: string } {
  const line = title.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').trim();
  if (line !== title.trim()) problems.push('title: it is one line now');
  if (line.length <= LONGEST.title) return { title: line, description };
  problems.push(`title: it is cut after ${LONGEST.title} characters, and whole in the description`);
  return { title: cut(line, LONGEST.title), description: `${line}\n\n${description}` };
}

export function fitText(text: string, field: string, problems: string[]): string {
  if (text.length <= LONGEST.text) return text;
  problems.push(`${field}: it is cut after ${LONGEST.text} characters`);
  return cut(text, LONGEST.text);
}

/** The name of a person, a label or a milestone: what people see of it on a line. Empty where that is nothing. */
export function fitName(text: string, kind: 'name' | 'label' | 'milestone', problems: string[]): string {
  const line = plain(text.toWellFormed().replaceAll('\0', '\ufffd')).trim();
  if (line.length <= LONGEST[kind]) return line;
  problems.push(`${kind} "${line.slice(0, 20)}…": it is cut after ${LONGEST[kind]} characters`);
  return cut(line, LONGEST[kind]);
}

export function fitList<Item>(items: Item[], most: number, noun: string, problems: string[]): Item[] {
  if (items.length <= most) return items;
  problems.push(`${noun}: the first ${most} of ${items.length} are kept`);
  return items.slice(0, most);
}

/** Without half of a character at its end. */
function cut(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}

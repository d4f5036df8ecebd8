import { parseQuery } from '../../src/query-language/parse.ts';
import type { drawing } from '../issue/drawing.ts';
import { LABELS, MILESTONES, NAMES, PROJECTS, WORDS } from './corpus.ts';

type Draw = ReturnType<typeof drawing>;

const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-06'];
const SORTS = ['created-asc', 'updated', 'priority-desc', 'priority-asc', 'number-asc', 'comments', 'due-asc'];

/** A query of a few terms, of whatever kinds, with no more beginnings of words than it may have. */
export function drawQuery(draw: Draw): string {
  const query = drawTerms(draw);
  return parseQuery(query).faults.length > 0 ? drawQuery(draw) : query;
}

function drawTerms(draw: Draw): string {
  const terms = Array.from({ length: 1 + draw.below(3) }, () => drawTerm(draw, 2));
  if (draw.sometimes(6)) terms.push(`in:${draw.one(['title', 'body', 'title,comments', 'labels'])}`);
  if (draw.sometimes(5)) terms.push(`sort:${draw.one(SORTS)}`);
  return terms.join(draw.sometimes(8) ? ' AND ' : ' ');
}

function drawTerm(draw: Draw, depth: number): string {
  if (depth > 0 && draw.sometimes(5)) {
    const parts = Array.from({ length: 2 + draw.below(2) }, () => drawTerm(draw, depth - 1));
    return `(${parts.join(draw.sometimes(3) ? ' ' : ' OR ')})`;
  }
  if (depth > 0 && draw.sometimes(5)) return `-${drawTerm(draw, 0)}`;
  return draw.sometimes(2) ? drawWords(draw) : drawQualifier(draw);
}

function drawWords(draw: Draw): string {
  const word = draw.one(WORDS);
  if (draw.sometimes(4)) return `"${word} ${draw.one(WORDS)}"`;
  if (draw.sometimes(5)) return `"${word}"`;
  const start = [...word].slice(0, 3 + draw.below(4)).join('');
  return draw.sometimes(3) && /^\p{L}+$/u.test(start) ? `${start}*` : word;
}

function drawQualifier(draw: Draw): string {
  const name = (names: readonly string[]) => draw.one([...names, 'nobody', 'nothing']).replace(/^.* .*$/, '"$&"');
  const user = () => draw.one([...NAMES, '@me', 'nobody', '@bob']);
  const day = () => draw.one(DAYS);
  return draw.one([
    () => draw.one(['is:open', 'is:closed', 'status:open,closed', 'status:in_progress', '-status:open']),
    () => draw.one(['priority:high', 'priority:low,medium', '-priority:low']),
    () => `project:${draw.one([...PROJECTS, 'web', 'OPS,MAIN', 'NONE'])}`,
    () => `label:${name([...LABELS, 'urgent'])}`,
    () => `label:${name(LABELS)},${name([...LABELS, 'URGENT'])}`,
    () => `author:${user()}`,
    () => `assignee:${user()},${user()}`,
    () => `assignee:${user()}`,
    () => `commenter:${user()}`,
    () => `mentions:${user()}`,
    () => `involves:${user()}`,
    () => `milestone:${name(MILESTONES)}`,
    () => draw.one(['no:label', 'no:assignee', 'no:milestone', 'no:label,milestone', 'no:due']),
    () => draw.one([`created:${day()}`, `created:>=${day()}`, `created:${day()}..${day()}`]),
    () => draw.one([`updated:<${day()}`, `updated:*..${day()}`, `updated:${day()},${day()}`]),
    () => draw.one([`closed:>${day()}`, `closed:${day()}..*`]),
    () => draw.one([`due:<${day()}`, `due:${day()},${day()}`, `due:>=${day()}`]),
    () => draw.one(['comments:0', 'comments:>1', 'comments:1..2', 'comments:<=3']),
  ])();
}

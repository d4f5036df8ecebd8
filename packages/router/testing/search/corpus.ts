import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { afterAll } from 'vitest';
import type { Issue } from '../../src/features/issue/schema/issue.ts';
import { drawing } from '../issue/drawing.ts';

/** Words in nine scripts, few enough to meet often. */
export const WORDS = [
  'crash',
  'Crash',
  'save',
  'saving',
  'Customer_SupportTicketRaise',
  'fällen',
  'naïve',
  'foo.bar',
  'C++',
  'C#',
  'ISO-8859-1',
  'WEB-2',
  '登录',
  '登录失败',
  '失败',
  'リセット',
  'パスワードリセット',
  '로그인',
  'вход',
  'Ошибка',
  'σφάλμα',
  'שגיאה',
  'خطأ',
  'ผิดพลาด',
  'त्रुटि',
  '🙂',
  '->',
];

const STATUSES = ['open', 'in_progress', 'closed'] as const;
const PRIORITIES = ['low', 'medium', 'high'] as const;
export const LABELS = ['bug', 'regression', 'good first issue', 'リセット'];
export const NAMES = ['ada', 'bob', 'cyd'];
export const PROJECTS = ['MAIN', 'WEB', 'OPS'];
export const MILESTONES = ['1.0', 'Summer release'];

/** Where time begins; each issue is made some minutes after the one before. */
const FIRST_DAY = '2026-01-01';

const MINUTE_MS = 60_000;

type Comment = { author: string; body: string };

/** Texts that name people, and some that only seem to. */
const NAMING = ['@ada', '(@BOB)', '@cyd,', 'cyd@bob', '`@ada`', '@nobody'];

/** An issue with its comments. */
export type Written = { issue: Issue; comments: Comment[] };

export type Corpus = {
  docket: TestDocket;
  /** The oldest first. */
  written: Written[];
};

/** So many issues, which three people have filed and changed. Bob does not see what is in OPS. */
export async function openCorpus(size: number): Promise<Corpus> {
  const docket = await openTestDocket({ RATE_LIMIT_READS: '10000000', RATE_LIMIT_WRITES: '10000000' }, afterAll);
  docket.clock.now = new Date(`${FIRST_DAY}T00:00:00Z`);
  await makeSurroundings(docket);
  const draw = drawing(16);
  const written: Written[] = [];
  for (let made = 0; made < size; made += 1) {
    docket.clock.advance(draw.below(size > 500 ? 10 : 60) * MINUTE_MS);
    const one = await writeOne(docket, draw);
    if (draw.sometimes(8)) await docket.caller({ user: 'ada' }).issue.delete({ id: one.issue.id });
    else written.push(one);
  }
  await docket.notifier.tellAll();
  return { docket, written };
}

async function makeSurroundings(docket: TestDocket): Promise<void> {
  for (const name of NAMES) await docket.createUser(name, name === 'ada' ? 'admin' : 'user');
  const { project, label, milestone } = docket.caller({ user: 'ada' });
  await project.create({ key: 'WEB', name: 'Web', visibility: 'internal' });
  await project.create({ key: 'OPS', name: 'Operations', visibility: 'private' });
  await project.addMember({ project: 'OPS', user: 'cyd', role: 'member' });
  for (const name of LABELS) await label.create({ name });
  for (const key of ['WEB', 'OPS']) await label.create({ name: 'Urgent', project: key });
  for (const key of PROJECTS) for (const title of MILESTONES) await milestone.create({ title, project: key });
}

async function writeOne(docket: TestDocket, draw: ReturnType<typeof drawing>): Promise<Written> {
  const as = (name: string) => docket.caller({ user: name });
  const text = (words: number) => Array.from({ length: 1 + draw.below(words) }, () => draw.one(WORDS)).join(' ');
  const named = () => (draw.sometimes(3) ? `${draw.one(NAMING)} ` : '');
  const project = draw.one(PROJECTS);
  const people = project === 'OPS' ? ['ada', 'cyd'] : NAMES;
  const ofProject = project === 'MAIN' || draw.sometimes() ? [] : ['urgent'];
  const { id } = await as(draw.one(people)).issue.create({
    title: `${text(3)} ...`,
    description: `${named()}${text(12)} ...`,
    project,
    priority: draw.one(PRIORITIES),
    labels: [...draw.some(LABELS), ...ofProject],
    assignees: draw.sometimes(2) ? [] : draw.some(people),
    milestone: draw.sometimes(2) ? null : draw.one(MILESTONES),
    due_on: draw.sometimes(2) ? null : `2026-01-0${1 + draw.below(6)}`,
  });
  const comments: Comment[] = [];
  while (draw.sometimes(2) && comments.length < 5) {
    const comment = { author: draw.one(people), body: `${named()}${text(8)}` };
    await as(comment.author).comment.create({ issue_id: id, body: comment.body });
    comments.push(comment);
  }
  docket.clock.advance(MINUTE_MS);
  return { issue: await as('ada').issue.update({ id, status: draw.one(STATUSES) }), comments };
}

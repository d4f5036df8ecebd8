// What people do, at random.

import type { Caller } from '@docket/router';
import type { Draw } from './sync-replica.ts';

export const USERS = ['ada', 'bob', 'carol', 'dave', 'root'] as const;

/** Does nothing, and is a member of nothing. */
export const OUTSIDER = 'erin';

type Name = (typeof USERS)[number] | typeof OUTSIDER;

/** What there may be, by id. */
type Things = {
  projects: string[];
  issues: string[];
  labels: string[];
  milestones: string[];
  comments: string[];
};

export type Life = {
  as(name: Name): Caller;
  script(): Caller;
  things: Things;
  /** Is told of what is made where. */
  made(id: string, project_id: string | null): Promise<void>;
  /** Is told that more may see something. */
  shown(): Promise<void>;
  draw: Draw;
};

type Step = (life: Life, by: Caller) => Promise<unknown>;

const TITLES = ['Crash on save', 'Slow list', 'Wrong colour', 'Typo', 'Leak'];

function one<T>(draw: Draw, from: readonly T[]): T {
  const drawn = from[draw(from.length)];
  if (drawn === undefined) throw new Nothing();
  return drawn;
}

/** There is nothing of the kind that a step is about. */
export class Nothing extends Error {}

async function deleteOne(
  draw: Draw,
  ids: string[],
  remove: (given: { id: string }) => Promise<unknown>,
): Promise<void> {
  const id = one(draw, ids);
  await remove({ id });
  ids.splice(ids.indexOf(id), 1);
}

/** There are enough of them. */
const MOST_ISSUES = 200;

function some<T>(draw: Draw, from: readonly T[]): T[] {
  return from.filter(() => draw(4) === 0).slice(0, 3);
}

async function namesOfLabels({ draw }: Life, by: Caller): Promise<string[]> {
  return some(draw, (await by.label.list({ size: 20 })).items).map(({ name }) => name);
}

const createIssue: Step = async (life, by) => {
  const { draw, things } = life;
  if (things.issues.length > MOST_ISSUES) throw new Nothing();
  const project = one(draw, things.projects);
  const assignees = some(draw, USERS);
  const labels = await namesOfLabels(life, by);
  const made = await by.issue.create({ title: one(draw, TITLES), description: 'It does', project, assignees, labels });
  things.issues.push(made.id);
  await life.made(made.id, made.project.id);
};

const updateIssue: Step = async (life, by) => {
  const { draw, things } = life;
  const id = one(draw, things.issues);
  const changes = [
    async () => ({ title: `${one(draw, TITLES)} ${draw(1000)}` }),
    async () => ({ status: one(draw, ['open', 'in_progress', 'closed'] as const) }),
    async () => ({ priority: one(draw, ['low', 'medium', 'high'] as const), description: `It does ${draw(1000)}` }),
    async () => ({ labels: await namesOfLabels(life, by) }),
    async () => ({ assignees: some(draw, USERS) }),
    async () => ({ milestone: draw(3) === 0 ? null : one(draw, things.milestones) }),
  ];
  return by.issue.update({ id, ...(await one(draw, changes)()) });
};

const moveIssue: Step = async ({ draw, things, shown }, by) => {
  const [id, project] = [one(draw, things.issues), one(draw, things.projects)];
  await by.issue.update({ id, project, confirm_visibility: true });
  await shown();
};

const deleteIssue: Step = ({ draw, things }, by) => deleteOne(draw, things.issues, by.issue.delete);

const idInBin = async (draw: Draw, by: Caller) => one(draw, (await by.issue.list({ in_bin: true })).items).id;

const restoreIssue: Step = async ({ draw, things, shown }, by) => {
  const { id } = await by.issue.restore({ id: await idInBin(draw, by) });
  things.issues.push(id);
  await shown();
};

const purgeIssue: Step = async ({ draw }, by) => by.issue.purge({ id: await idInBin(draw, by) });

const comment: Step = async ({ draw, things }, by) => {
  const made = await by.comment.create({ issue_id: one(draw, things.issues), body: 'It does' });
  things.comments.push(made.id);
};

const uncomment: Step = ({ draw, things }, by) => deleteOne(draw, things.comments, by.comment.delete);

const createLabel: Step = async (life, by) => {
  const project = life.draw(3) === 0 ? null : one(life.draw, life.things.projects);
  const made = await by.label.create({ name: `label ${life.draw(1_000_000)}`, project });
  life.things.labels.push(made.id);
  await life.made(made.id, made.project?.id ?? null);
};

const updateLabel: Step = async ({ draw, things }, by) =>
  by.label.update({ id: one(draw, things.labels), color: `#${String(draw(1_000_000)).padStart(6, '0')}` });

const deleteLabel: Step = ({ draw, things }, by) => deleteOne(draw, things.labels, by.label.delete);

const createMilestone: Step = async (life, by) => {
  const made = await by.milestone.create({
    title: `${life.draw(1_000_000)}`,
    project: one(life.draw, life.things.projects),
  });
  life.things.milestones.push(made.id);
  await life.made(made.id, made.project.id);
};

const updateMilestone: Step = async ({ draw, things }, by) =>
  by.milestone.update({ id: one(draw, things.milestones), state: one(draw, ['open', 'closed']) });

const deleteMilestone: Step = ({ draw, things }, by) => deleteOne(draw, things.milestones, by.milestone.delete);

const createProject: Step = async (life, by) => {
  if (life.things.projects.length > 12) throw new Nothing();
  const visibility = one(life.draw, ['internal', 'private', 'private'] as const);
  const made = await by.project.create({ key: `P${life.draw(1_000_000)}`, name: 'Project', visibility });
  life.things.projects.push(made.id);
  await life.made(made.id, made.id);
};

const updateProject: Step = async ({ draw, things, shown }, by) => {
  const changes = [
    { name: `Project ${draw(1000)}` },
    { key: `P${draw(1_000_000)}` },
    { visibility: one(draw, ['internal', 'private'] as const) },
    { is_archived: draw(4) === 0 },
  ];
  await by.project.update({ project: one(draw, things.projects), ...one(draw, changes) });
  await shown();
};

const deleteProject: Step = ({ draw, things }, by) =>
  deleteOne(draw, things.projects, ({ id }) => by.project.delete({ project: id }));

const addMember: Step = async ({ draw, things }, by) => {
  const [user, role] = [one(draw, USERS.slice(1)), one(draw, ['viewer', 'member', 'manager'] as const)];
  return by.project.addMember({ project: one(draw, things.projects), user, role });
};

const changeMember: Step = async ({ draw, things }, by) => {
  const [project, user_id] = [one(draw, things.projects), await idOf(by, one(draw, USERS))];
  if (draw(2) === 0) return by.project.removeMember({ project, user_id });
  return by.project.updateMember({ project, user_id, role: one(draw, ['viewer', 'member', 'manager'] as const) });
};

const rename: Step = async ({ draw }, by) => by.user.update({ id: 'me', first_name: `Name ${draw(1000)}` });

/** Carol is an admin now and then. */
const changeRole: Step = async ({ draw, script }) => {
  const id = await idOf(script(), 'carol');
  return script().user.update({ id, role: one(draw, ['admin', 'user', 'user'] as const) });
};

async function idOf(by: Caller, name: string): Promise<string> {
  return (await by.user.list({ q: `${name}@` })).items[0]?.id ?? '';
}

/** How often each is drawn. */
const STEPS: [Step, number][] = [
  [createIssue, 10],
  [updateIssue, 30],
  [moveIssue, 8],
  [deleteIssue, 4],
  [restoreIssue, 3],
  [purgeIssue, 1],
  [comment, 6],
  [uncomment, 3],
  [createLabel, 2],
  [updateLabel, 2],
  [deleteLabel, 2],
  [createMilestone, 2],
  [updateMilestone, 2],
  [deleteMilestone, 2],
  [createProject, 2],
  [updateProject, 5],
  [deleteProject, 1],
  [addMember, 5],
  [changeMember, 6],
  [rename, 1],
  [changeRole, 1],
];

const DRAWN = STEPS.flatMap(([step, times]) => Array.from({ length: times }, () => step));

/** Somebody does something: mostly a person, who may not be allowed to. */
export async function takeStep(life: Life): Promise<unknown> {
  const { draw } = life;
  const by = draw(4) === 0 ? life.as('ada') : life.as(one(draw, USERS));
  return one(draw, DRAWN)(life, by);
}

// Many edits of the same issues from both sides at once.

import { admin, send, signUp } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { callBoth, createIssue, startPair } from './several-servers.ts';

const EDITS = 120;

type Value = string | string[] | null;
type Issue = {
  number: number;
  version: number;
  labels: { name: string }[];
  assignees: { id: string }[];
  closed_reason: string | null;
} & Record<'title' | 'description' | 'priority' | 'status', string>;
type Event = { type: string; changes: { field: string; from: Value; to: Value }[] };

const pair = await startPair();
const [here] = pair;
const [root, ada] = await Promise.all([admin(here), signUp(here, 'ada')]);
const token = root.access_token;
for (const name of ['bug', 'ui']) {
  await send(here, 'POST /api/v1/labels', { token, json: { name, color: '#aa0000' } });
}

/** Some for fields that others leave alone, some for the same field; labels and people come and go. */
function editOf(index: number): object {
  const turn = Math.floor(index / 8);
  const edits = [
    { title: `Title ${index}` },
    { title: `Title ${index}` },
    { description: `Description ${index}` },
    { priority: ['low', 'medium', 'high'][turn % 3] },
    { labels: [[], ['bug'], ['bug', 'ui'], ['ui']][turn % 4] },
    { assignees: [[], [ada.username], [ada.username, root.id]][turn % 3] },
    { status: ['open', 'in_progress', 'closed'][turn % 3], labels: turn % 2 ? ['ui'] : [] },
    { title: `Title ${index}`, description: `Description ${index}`, assignees: turn % 2 ? ['me'] : [] },
  ];
  return edits[index % 8] ?? {};
}

/** What an issue shows, as its history has it. */
function stateOf(issue: Issue): Record<string, Value> {
  const { title, description, priority, status, closed_reason, labels, assignees } = issue;
  const [names, ids] = [labels.map(({ name }) => name), assignees.map(({ id }) => id)];
  return { title, description, priority, status, closed_reason, labels: names, assignees: ids };
}

async function historyOf(number: number): Promise<Event[]> {
  const events: Event[] = [];
  for (let page = 1; ; page += 1) {
    const { json } = await send<{ items: Event[]; pages: number }>(
      here,
      `GET /api/v1/issues/${number}/events?size=100&page=${page}`,
      { token },
    );
    events.push(...json.items);
    if (page >= json.pages) return events.filter(({ type }) => type === 'issue.updated');
  }
}

/** The states that the issue went through, by version. Each change begins where the one before ended. */
function replay(first: Record<string, Value>, history: Event[]): Record<string, Value>[] {
  const states = [{}, first];
  for (const { changes } of history) {
    const before = states.at(-1) ?? {};
    expect(changes.map(({ field, from }) => [field, from])).toEqual(changes.map(({ field }) => [field, before[field]]));
    states.push({ ...before, ...Object.fromEntries(changes.map(({ field, to }) => [field, to])) });
  }
  return states;
}

test('no edit is lost: each answer is a state of the history, and every version is one change', async () => {
  const made = [(await createIssue(here, token)).json, (await createIssue(here, token)).json] as Issue[];
  const answers = await callBoth(pair, { count: EDITS }, (target, index) => {
    const number = made[Math.floor(index / 2) % 2]?.number;
    return send<Issue>(target, `PATCH /api/v1/issues/${number}`, { token, json: editOf(index) });
  });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  for (const first of made) {
    const history = await historyOf(first.number);
    const states = replay(stateOf(first), history);
    const { json: last } = await send<Issue>(here, `GET /api/v1/issues/${first.number}`, { token });
    expect([last.version, stateOf(last)]).toEqual([history.length + 1, states.at(-1)]);
    for (const { json } of answers.filter((answer) => answer.json.number === first.number)) {
      expect(stateOf(json)).toEqual(states[json.version]);
    }
  }
  const titles = answers.flatMap(({ json }, index) =>
    'title' in editOf(index) ? [`${json.number}.${json.version}`] : [],
  );
  expect(new Set(titles).size).toBe(titles.length); // each title was there, in a version of its own
});

test('takes a label off and puts others on at the same time, and every issue agrees with its history', async () => {
  const { json: label } = await send<{ id: string }>(here, 'POST /api/v1/labels', {
    token,
    json: { name: 'passing', color: '#00aa00' },
  });
  const { json: first } = await createIssue(here, token, { title: 'Labelled', description: 'It has labels' });
  const answers = await callBoth(pair, { count: 24 }, (target, index) =>
    index === 12
      ? send(target, `DELETE /api/v1/labels/${label.id}`, { token })
      : send(target, `PATCH /api/v1/issues/${first.number}`, {
          token,
          json: { labels: index % 4 ? ['passing'] : ['bug'] },
        }),
  );
  expect(answers[12]?.status).toBe(204);
  for (const { status } of answers) expect([200, 204, 422]).toContain(status);
  const { json: last } = await send<Issue>(here, `GET /api/v1/issues/${first.number}`, { token });
  const states = replay(stateOf(first as Issue), await historyOf(first.number));
  expect([last.version, stateOf(last)]).toEqual([states.length - 1, states.at(-1)]);
  expect(JSON.stringify(stateOf(last))).not.toContain('passing');
});

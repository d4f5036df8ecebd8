// F1: what was acknowledged is there after kill -9, and nothing is half there. Two servers write; one of them or both
// are killed, and started again. What got no answer is sent again with its Idempotency-Key in the end, and is done once.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestDatabase } from '@docket/kit/database';
import { admin, production, send, startServerForTest, type Target } from '@docket/kit/target';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../packages/db/src/open.ts';
import { isLong, printFigures } from './figures.ts';

const KILLS = isLong ? 100 : 2;
const WRITERS = 8; // of each server
const WRITES_BETWEEN_KILLS = isLong ? 100 : 50;

type Written = { id: string; comments: string[] };

type Request = { path: string; json: object; key: string };

/** What the writers were told: what was acknowledged, what else they were answered, and what got no answer. */
type Log = { written: Written[]; refused: string[]; unanswered: Request[] };

function sendTo(target: Target, token: string, { path, json, key }: Request) {
  return send<{ id: string }>(target, `POST /api/v1${path}`, { token, json, headers: { 'idempotency-key': key } });
}

/** A machine that others keep busy has none to spare for writes: nothing was done. */
const BUSY = 503;

async function sendUntilDone(target: Target, token: string, request: Request) {
  for (;;) {
    const answer = await sendTo(target, token, request);
    if (answer.status !== BUSY) return answer;
  }
}

/** Files issues and comments on them until the server is gone. */
async function writeUntilGone(target: Target, token: string, { written, refused, unanswered }: Log): Promise<void> {
  const post = async (path: string, json: object): Promise<string> => {
    const request = { path, json, key: randomUUID() };
    unanswered.push(request);
    const answer = await sendTo(target, token, request);
    if (answer.status === BUSY) throw new TypeError('it is too busy, and has done nothing');
    unanswered.splice(unanswered.indexOf(request), 1);
    if (answer.status !== 201) refused.push(`${path}: ${answer.status} ${answer.text}`);
    return answer.json.id;
  };
  const isGone = () => target.process.exitCode !== null || target.process.signalCode !== null;
  while (!isGone()) {
    try {
      const id = await post('/issues', {
        title: `Kept ${randomUUID()}`,
        description: 'It is on disk',
        labels: ['kept'],
      });
      const issue: Written = { id, comments: [] };
      written.push(issue);
      issue.comments.push(await post(`/issues/${id}/comments`, { body: `So is this ${randomUUID()}` }));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error; // but for what got no answer
      await wait(5); // until we see that the process is gone
    }
  }
}

/** What of it is not in the database, and what is there in part. */
async function lossesOf(url: string, written: Written[]) {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  const issues = await database.read.selectFrom('issue').select(['id', 'title']).execute();
  const comments = await database.read.selectFrom('comment').select(['id', 'body']).execute();
  const labels = await database.read.selectFrom('issue_label').select('issue_id').execute();
  const events = await database.read.selectFrom('event').select(['subject_id', 'type']).execute();
  const kept = new Set([...issues, ...comments].map(({ id }) => id));
  const labelled = new Set(labels.map(({ issue_id }) => issue_id));
  const recorded = new Set(events.filter(({ type }) => type === 'issue.created').map(({ subject_id }) => subject_id));
  return {
    doubled: doublesOf([...issues.map(({ title }) => title), ...comments.map(({ body }) => body)]),
    lost: written.flatMap(({ id, comments: own }) => [id, ...own]).filter((id) => !kept.has(id)),
    half: issues.filter(({ id }) => !labelled.has(id) || !recorded.has(id)),
    eventsOfNothing: [...recorded].filter((id) => id && !kept.has(id)),
    isSound: await database.isSound(),
  };
}

/** Each text is of one request. */
function doublesOf(texts: string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

test(
  'F1: nothing that was acknowledged is lost when servers are killed in the midst of writing',
  async () => {
    const DATABASE_URL = await createTestDatabase();
    const startOne = () => startServerForTest({ ...production, DATABASE_URL });
    const servers = [await startOne(), await startOne()];
    const log: Log = { written: [], refused: [], unanswered: [] };
    const { written, refused } = log;
    const { access_token: token } = await admin(servers[0] as Target);
    await send(servers[0] as Target, 'POST /api/v1/labels', { token, json: { name: 'kept', color: '#00aa00' } });
    const writeTo = (server: Target) =>
      Promise.all(Array.from({ length: WRITERS }, () => writeUntilGone(server, token, log)));
    const writing = servers.map(writeTo);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const enough = written.length + WRITES_BETWEEN_KILLS;
      while (written.length < enough && refused.length === 0) await wait(1);
      expect(refused).toEqual([]);
      const victims = kill % 2 === 0 ? [0, 1] : [kill % 4 === 1 ? 0 : 1];
      for (const at of victims) servers[at]?.process.kill('SIGKILL');
      await Promise.all(victims.map((at) => writing[at]));
      await Promise.all(
        victims.map(async (at) => {
          const server = await startOne();
          servers[at] = server;
          writing[at] = writeTo(server);
        }),
      );
    }
    for (const { process } of servers) process.kill('SIGKILL');
    await Promise.all(writing);
    const last = await startOne();
    const repeated = await Promise.all(log.unanswered.map((request) => sendUntilDone(last, token, request)));
    expect(repeated.filter(({ status }) => status !== 201)).toEqual([]);
    last.process.kill('SIGKILL');

    const { doubled, lost, half, eventsOfNothing, isSound } = await lossesOf(DATABASE_URL, written);
    const acknowledged = written.reduce((sum, { comments }) => sum + 1 + comments.length, 0);
    printFigures('F1', {
      kills: KILLS,
      'acknowledged writes': acknowledged,
      'repeated, without an answer before': repeated.length,
      doubled: doubled.length,
      lost: lost.length,
      'half written': half.length,
    });
    expect(acknowledged).toBeGreaterThan(KILLS * WRITES_BETWEEN_KILLS);
    expect({ doubled, lost, half, eventsOfNothing, isSound }).toEqual({
      doubled: [],
      lost: [],
      half: [],
      eventsOfNothing: [],
      isSound: true,
    });
  },
  isLong ? 3_600_000 : undefined,
);

// The page that leads sends what all pages have changed, one after another.

import type { CallOptions, DocketClient } from '../index.ts';
import { mayPass } from '../retry.ts';
import type { Mutation, Queue } from './queue.ts';
import type { View } from './view.ts';
import { isSignedOut, type Waiting } from './waiting.ts';

type Sent = {
  docket: DocketClient;
  queue: Queue;
  view: View;
  waiting: Waiting;
  done(mutation: Mutation, answer: unknown): Promise<void>;
  refused(mutation: Mutation, error: Error): Promise<void>;
};

/** Until the page is closed. What gets no answer is sent again with the same key, and done once. */
export async function sendQueue(sent: Sent, signal: AbortSignal): Promise<void> {
  const { queue, waiting } = sent;
  for (let failures = 0; !signal.aborted; ) {
    const { next } = queue;
    if (!next) {
      await waiting.until(undefined, signal);
      continue;
    }
    const error = await sendOne(sent, next);
    if (signal.aborted) return;
    failures = error && mayPass(error) ? failures + 1 : 0;
    if (!error) continue;
    if (mayPass(error)) await waiting.afterFailure(failures, error, signal);
    else if (isSignedOut(error)) await waiting.until(undefined, signal);
    else await sent.refused(next, error);
  }
}

type Mutate = (input: unknown, options: CallOptions) => Promise<unknown>;
type Features = Record<string, Record<string, { mutate: Mutate }>>;

async function sendOne({ docket, view, done }: Sent, mutation: Mutation): Promise<Error | undefined> {
  const [feature = '', verb = ''] = mutation.path.split('.');
  const features = docket as unknown as Features; // TypeScript cannot follow it by a name that is computed
  const { mutate } = features[feature]?.[verb] ?? {};
  if (!mutate) return new Error(`There is no procedure ${mutation.path}`);
  let position: string | undefined;
  const context = {
    idempotency_key: mutation.id,
    onPosition: (told: string) => {
      position = told;
    },
  };
  try {
    const answer = await mutate(withVersion(mutation, view), { context });
    await done({ ...mutation, ...(position !== undefined && { position }) }, answer);
    return undefined;
  } catch (error) {
    return error as Error; // a link of the client may throw what it likes
  }
}

/** What may be changed with the version that was seen, so that an edit of somebody else in between is not lost. */
const VERSIONED = { 'issue.update': 'issue', 'label.update': 'label', 'milestone.update': 'milestone' } as const;

/** The version that the page sees of what a mutation changes. */
export function withVersion({ path, input }: Pick<Mutation, 'path' | 'input'>, { tables }: View): Mutation['input'] {
  const type = VERSIONED[path as keyof typeof VERSIONED];
  if (!type || input['version'] !== undefined) return input;
  const version = tables[type].get(String(input['id']))?.version;
  return version === undefined ? input : { ...input, version };
}

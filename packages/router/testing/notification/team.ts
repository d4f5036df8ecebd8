import type { OnEnd } from '@docket/kit/database';
import { openTestDocket, type TestDocket, type TestUser } from '@docket/kit/docket';
import { onTestFinished } from 'vitest';

/** Five people and a server that tells them what happens when it is asked to. */
export async function team(settings: Record<string, string> = {}, onEnd: OnEnd = onTestFinished) {
  return teamOf(await openTestDocket(settings, onEnd));
}

/** The same five, where there is a Docket already. */
export async function teamOf(docket: TestDocket) {
  /** Who calls in process: no session ends, however far the clock is put. */
  const join = async (name: string, role?: 'admin'): Promise<TestUser> => ({
    ...(await docket.createUser(name, role)),
    caller: docket.caller({ user: name }),
  });
  const [ada, bob] = [await join('ada'), await join('bob')];
  const [cleo, dan] = [await join('cleo'), await join('dan')];
  const root = await join('root', 'admin');
  /** What is in somebody's inbox, once all that happened is told. */
  async function inboxOf({ caller }: TestUser, input: Parameters<typeof caller.notification.list>[0] = {}) {
    await docket.notifier.tellAll();
    const { items } = await caller.notification.list(input);
    return items.map(({ issue, reason, state, count }) => `${issue.key} ${reason} ${state} ${count}`);
  }
  return { docket, ada, bob, cleo, dan, root, inboxOf };
}

export const ISSUE = { title: 'Crash on save', description: 'An empty file crashes it.' };

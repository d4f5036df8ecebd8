import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { checkSettings, openDocket } from '@docket/router';
import type { ListIssues } from '../../packages/router/src/features/issue/schema/list.ts';
import type { CreateIssue } from '../../packages/router/src/features/issue/schema/write.ts';
import { settingsIn } from '../benched-server.ts';
import type { Load, Rate, Sent } from '../rate.ts';
import { credentialsOf, folder, listen } from './peer.ts';

// Docket's in-process caller. HTTP only tells this process what to call, and takes the result.

export type Run = { requests: Sent[]; load: Load };

type Call = (input: unknown) => Promise<unknown>;

const docket = await openDocket(checkSettings(settingsIn(folder)));

const server = createServer(async (request, response) => {
  const calls = callsOf(request.headers.authorization);
  const body: unknown = JSON.parse(await text(request));
  const answer = request.url === '/run' ? await run(calls, body as Run) : await calls[request.url ?? '']?.(body);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
await listen(server);

/** Each call verifies its token, as a door would. */
function callsOf(authorization: string | undefined): Record<string, Call> {
  const { issue } = docket.caller(credentialsOf(authorization));
  return {
    '/issue.get': (input) => issue.get(input as { id: string }),
    '/issue.list': (input) => issue.list(input as ListIssues),
    '/issue.create': (input) => issue.create(input as CreateIssue),
  };
}

/** Makes the calls over and over for so many seconds, so many at a time. */
async function run(calls: Record<string, Call>, { requests, load }: Run): Promise<Rate> {
  const start = performance.now();
  const end = start + load.seconds * 1000;
  const times: number[] = [];
  let next = 0;

  async function lane(): Promise<void> {
    while (performance.now() < end) {
      const { path, body } = requests[next++ % requests.length] ?? { path: '' };
      const begun = performance.now();
      await calls[path]?.(body);
      times.push(performance.now() - begun);
      // Calls that wait for nothing outside of the process would never let a timer or a commit have its turn.
      if (next % load.connections === 0) await new Promise(setImmediate);
    }
  }

  await Promise.all(Array.from({ length: load.connections }, lane));
  const p99 = times.sort((one, other) => one - other)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN;
  return { perSecond: (times.length * 1000) / (performance.now() - start), p99 };
}

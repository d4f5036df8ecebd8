import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LoginLoad, LoginReport } from './login-load.ts';

export type Storm = { stop(): Promise<LoginReport> };

/** Logins without end, from a thread of their own, so that sending them does not delay the clock of the others. */
export async function startStorm(workerData: LoginLoad): Promise<Storm> {
  const worker = new Worker(new URL('./login-load.ts', import.meta.url), { workerData });
  await once(worker, 'message');
  return {
    async stop() {
      worker.postMessage('stop');
      const [report] = (await once(worker, 'message')) as [LoginReport];
      await worker.terminate();
      return report;
    },
  };
}

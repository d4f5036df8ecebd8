import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Where Node listens for debuggers after SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229/json/list';

/** Makes a process collect its garbage: what it has resident then is what it needs. */
export async function collectGarbage({ pid }: { pid: number }): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  const [target] = await listening();
  const inspector = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await once(inspector, 'open');
  for (let id = 1; id <= 3; id += 1) {
    inspector.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    await once(inspector, 'message');
  }
  inspector.close();
}

async function listening(): Promise<{ webSocketDebuggerUrl: string }[]> {
  for (;;) {
    const response = await fetch(INSPECTOR).catch(() => undefined);
    if (response) return (await response.json()) as { webSocketDebuggerUrl: string }[];
    await wait(50);
  }
}

import { openTestServer } from '@docket/kit/server';
import { onTestFinished } from 'vitest';
import { createDocketClient } from '../../src/index.ts';
import { type Live, type LiveOptions, memoryStorage, openLive } from '../../src/live/index.ts';

export const TEXTS = { title: 'Crash on save', description: 'An empty file does it' };

let names = 0;

/** A server, and pages of one browser in which Ada is logged in: they share what they keep. */
export async function openBrowser() {
  const server = await openTestServer();
  const { docket } = server;
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const url = await server.listen();
  const network = { isUp: true, requests: [] as string[], cuts: new Set<AbortController>() };
  const fetching = async (address: string, init?: RequestInit) => {
    if (!network.isUp) throw new TypeError('no network');
    network.requests.push(new URL(address).pathname);
    const cut = new AbortController();
    network.cuts.add(cut);
    const signals = [cut.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(address, { ...init, signal: AbortSignal.any(signals) });
  };
  names += 1;
  const shared: LiveOptions = { name: `test ${process.pid} ${names}`, storage: memoryStorage() };
  const openPage = async (options: Partial<LiveOptions> & { token?: string } = {}): Promise<Live> => {
    const { token = ada.access_token, ...given } = options;
    const client = createDocketClient({ url, token, fetch: fetching });
    const live = await openLive(client, { ...shared, ...given });
    onTestFinished(() => live.close());
    return live;
  };
  return {
    docket,
    ada,
    bob,
    openPage,
    requests: network.requests,
    /** Cuts all that is open, and lets nothing through until it is back. */
    goOffline() {
      network.isUp = false;
      for (const cut of network.cuts) cut.abort(new TypeError('cut'));
      network.cuts.clear();
    },
    goOnline() {
      network.isUp = true;
    },
  };
}

/** Waits until it is true of what a page shows. */
export function shows(live: Live, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isTrue()) return;
      for (const stop of stops) stop();
      resolve();
    };
    const tables = [live.issue, live.label, live.project, live.milestone, live.user];
    const stops = tables.map((table) => table.subscribe(look));
    look();
  });
}

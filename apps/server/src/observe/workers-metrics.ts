import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Scrape } from './scraping.ts';

// With several workers, each counts for itself, and the process that started them adds up: whichever is asked, Prometheus
// gets the sums. A worker that was asked asks that process.

type Question = { docket: 'scrape'; id: string };
type Reply = { docket: 'scraped'; id: string; text?: string };

/** In the process that starts the workers: what they tell together. A worker that does not tell makes it fail. */
export function gatherFromWorkers(): Scrape {
  const gathering = new AggregatorRegistry();
  const scrape = () => gathering.clusterMetrics();
  cluster.on('message', async (worker, message: Question) => {
    if (message.docket !== 'scrape') return;
    const text = await scrape().catch(() => undefined);
    if (worker.isConnected()) worker.send({ docket: 'scraped', id: message.id, ...(text && { text }) } satisfies Reply);
  });
  return scrape;
}

/** In a worker: tells its metrics when all are gathered, and gives what all workers tell. */
export function joinGathering(registry: Registry): Scrape {
  AggregatorRegistry.setRegistries(registry);
  new AggregatorRegistry(); // begins to listen
  const waiting = new Map<string, (text: string | undefined) => void>();
  process.on('message', ({ docket, id, text }: Reply) => {
    if (docket !== 'scraped') return;
    waiting.get(id)?.(text);
    waiting.delete(id);
  });
  return () =>
    new Promise((resolve, reject) => {
      const id = randomUUID();
      waiting.set(id, (text) => (text === undefined ? reject(new Error('a worker did not tell')) : resolve(text)));
      process.send?.({ docket: 'scrape', id } satisfies Question);
    });
}

import type { Docket } from '@docket/router';
import { formatTable, median, percentile } from '../output.ts';
import { dearest, drawQueries } from './queries.ts';

/** Milliseconds of the processor so far: of our process, and of the sessions of PostgreSQL. */
export type Meter = () => { own: number; backends: number };

type Searching = { caller: ReturnType<Docket['caller']>; meter: Meter; queries: number };

type Cost = { own: number; backends: number };

/** Each query is asked so often, and once before, until statements are prepared. */
const ROUNDS = 3;

/** Drawn queries, first page and next one, in the order of `GET /search` and in others, and in lists. */
export async function measureDrawn({ caller, meter, queries }: Searching): Promise<string> {
  const { search, issue } = caller;
  const ranked = drawQueries(queries, { isSorted: false });
  const sorted = drawQueries(queries, { isSorted: true });
  const first = (q: string) => search.issues({ q });
  const rows = [['', 'queries', 'p50', 'p95', 'max', 'the dearest']];
  const all: Measured[] = [];
  const add = async (name: string, asked: Asked[]) => {
    const measured = await measureEach(asked, meter);
    all.push(...measured);
    rows.push(rowOf(name, measured));
  };
  await add('ranked', callsOf(ranked, first));
  await add('ranked, next page', await nextPages(ranked, search.issues));
  await add('sorted', callsOf(sorted, first));
  await add('sorted, next page', await nextPages(sorted, search.issues));
  await add(
    'in lists',
    callsOf([...ranked, ...sorted], (q) => issue.list({ q })),
  );
  rows.push(rowOf('all', all));
  return formatTable(rows);
}

/** Searched for, and listed by update. Of the two numbers, the second is PostgreSQL's. */
export async function measureDearest({ caller, meter }: Searching): Promise<string> {
  const rows = [['query', '', 'search', 'next page', 'in a list']];
  for (const [name, q] of dearest) {
    const pages = await nextPages([q], caller.search.issues);
    const asked = [
      { q, call: () => caller.search.issues({ q }) },
      ...(pages.length > 0 ? pages : [undefined]),
      { q, call: () => caller.issue.list({ q }) },
    ];
    const costs: string[] = [];
    for (const one of asked) costs.push(one ? formatCost(await costOf(one, meter)) : '–');
    rows.push([name, '', ...costs]);
  }
  return formatTable(rows);
}

type Asked = { q: string; call(): Promise<unknown> };

function callsOf(queries: string[], call: (q: string) => Promise<unknown>): Asked[] {
  return queries.map((q) => ({ q, call: () => call(q) }));
}

type Search = (input: { q: string; cursor?: string }) => Promise<{ next_cursor: string | null }>;

/** Of the queries that have one. */
async function nextPages(queries: string[], search: Search): Promise<Asked[]> {
  const pages: Asked[] = [];
  for (const q of queries) {
    const { next_cursor: cursor } = await search({ q });
    if (cursor) pages.push({ q, call: () => search({ q, cursor }) });
  }
  return pages;
}

type Measured = { q: string; ms: number };

async function measureEach(asked: Asked[], meter: Meter): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const one of asked) {
    const { own, backends } = await costOf(one, meter);
    measured.push({ q: one.q, ms: own + backends });
  }
  return measured;
}

/** The median of each. */
async function costOf({ call }: Asked, meter: Meter): Promise<Cost> {
  await call();
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = meter();
    await call();
    const after = meter();
    costs.push({ own: after.own - before.own, backends: after.backends - before.backends });
  }
  return { own: median(costs.map(({ own }) => own)), backends: median(costs.map(({ backends }) => backends)) };
}

function rowOf(name: string, measured: Measured[]): string[] {
  const costs = measured.map(({ ms }) => ms);
  const [last] = measured.toSorted((one, other) => other.ms - one.ms);
  const numbers = [percentile(costs, 50), percentile(costs, 95), percentile(costs, 100)];
  return [name, String(costs.length), ...numbers.map((ms) => ms.toFixed(1)), last?.q ?? ''];
}

function formatCost({ own, backends }: Cost): string {
  return `${own.toFixed(1)}${backends > 0 ? ` + ${backends.toFixed(1)}` : ''}`;
}

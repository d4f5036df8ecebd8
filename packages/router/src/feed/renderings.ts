import type { Feed } from './feed.ts';
import type { LogEntry } from './log-entry.ts';

/** More are not kept: who is that far behind renders for itself. */
const MOST_KEPT = 5000;

/** How events look to whoever sees the same, made once for all of those streams while the database is as it is. */
export class Renderings<Data> {
  #mark: number | undefined;
  #count = 0;
  readonly #kept = new Map<string, Map<number, Promise<Data | undefined>>>();

  /**
   * How these events look, without those that are not shown.
   *
   * @param viewer what is the same for all who see the same
   * @param mark another one as soon as anything was committed
   */
  async of(
    entries: readonly LogEntry[],
    { viewer, mark }: { viewer: string; mark: number },
    render: (entries: LogEntry[]) => Promise<Map<number, Data>>,
  ): Promise<{ position: number; data: Data }[]> {
    const kept = this.#keptFor(viewer, mark);
    const missing = entries.filter(({ position }) => !kept.has(position));
    if (missing.length > 0) {
      const rendering = render(missing);
      for (const { position } of missing) {
        const one = rendering.then((rendered) => rendered.get(position));
        one.catch(() => kept.delete(position));
        kept.set(position, one);
      }
      this.#count += missing.length;
    }
    const shown = await Promise.all(entries.map(({ position }) => kept.get(position)));
    return entries.flatMap(({ position }, at) => {
      const data = shown[at];
      return data === undefined ? [] : { position, data };
    });
  }

  #keptFor(viewer: string, mark: number): Map<number, Promise<Data | undefined>> {
    if (this.#mark !== mark || this.#count > MOST_KEPT) {
      this.#kept.clear();
      this.#count = 0;
      this.#mark = mark;
    }
    const kept = this.#kept.get(viewer) ?? new Map<number, Promise<Data | undefined>>();
    this.#kept.set(viewer, kept);
    return kept;
  }
}

/** Those of each feed, which go with it. */
export function renderingsOfFeeds<Data>(): (feed: Feed) => Renderings<Data> {
  const ofFeeds = new WeakMap<Feed, Renderings<Data>>();
  return (feed) => {
    const renderings = ofFeeds.get(feed) ?? new Renderings<Data>();
    ofFeeds.set(feed, renderings);
    return renderings;
  };
}

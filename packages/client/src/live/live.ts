import type { DocketClient } from '../index.ts';
import type { RowType, RowTypes } from './copy.ts';
import { effectOfAnswer } from './effects.ts';
import { followServer } from './following.ts';
import { hasReached } from './ids.ts';
import { makeMutation } from './making.ts';
import { type Change, errorOf, type PageMessage, refusalOf } from './pages.ts';
import type { InputAt, MutationPath, OutputAt } from './paths.ts';
import type { Mutation } from './queue.ts';
import { SafeStorage } from './safe-storage.ts';
import { sendQueue } from './sending.ts';
import type { Asked, Beginning } from './source.ts';
import { State } from './state.ts';
import type { LiveStorage } from './storage.ts';
import type { LiveTable } from './table.ts';
import { openTabs, type Tabs } from './tabs.ts';
import { Waiting } from './waiting.ts';

export type LiveOptions = Asked & {
  /** Tells copies in one browser apart. */
  name: string;
  storage: LiveStorage;
  /** Is told, on each page, what the server has refused. It is taken back by then. */
  onRefused?(mutation: Mutation, error: Error): void;
};

type LiveTables = { readonly [Type in RowType]: LiveTable<RowTypes[Type]> };

/** A mutation that the page shows already. */
export type Made<Answer> = {
  id: string;
  /** What the server has answered. It rejects with what the server refused it with, and waits as long as there is no network. */
  done: Promise<Answer>;
};

export class Live implements LiveTables {
  readonly #docket: DocketClient;
  readonly #options: LiveOptions;
  readonly #tabs: Tabs<PageMessage>;
  readonly #state = new State();
  readonly project: LiveTable<RowTypes['project']> = this.#state.view.tables.project;
  readonly user: LiveTable<RowTypes['user']> = this.#state.view.tables.user;
  readonly label: LiveTable<RowTypes['label']> = this.#state.view.tables.label;
  readonly milestone: LiveTable<RowTypes['milestone']> = this.#state.view.tables.milestone;
  readonly issue: LiveTable<RowTypes['issue']> = this.#state.view.tables.issue;
  readonly #waiting = new Waiting();
  readonly #ready = Promise.withResolvers<void>();
  readonly #loaded: Promise<void>;
  readonly #storage: SafeStorage;
  readonly #asked = new Map<string, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #isSignedOut = false;
  /** Whose session it is. */
  #user = '';

  constructor(docket: DocketClient, options: LiveOptions) {
    this.#docket = docket;
    this.#options = options;
    this.#storage = new SafeStorage(options.storage);
    this.#tabs = openTabs(`docket live ${options.name}`, options.storage);
    this.#loaded = this.#load();
    this.#tabs.listen((message) => void this.#loaded.then(() => this.#receive(message)));
    this.#tabs.lead((signal) => this.#lead(signal));
    globalThis.addEventListener?.('online', this.retry);
  }

  /** There is a copy: that of the last time, or all rows have come. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** What the server is not known to have, the oldest first. */
  get pending(): readonly Mutation[] {
    return this.#state.queue.all;
  }

  /** Up to which position of the log the copy has everything. */
  get cursor(): string | undefined {
    return this.#state.meta?.cursor;
  }

  /** Nothing is followed or sent until somebody logs in and calls `retry`. */
  get isSignedOut(): boolean {
    return this.#isSignedOut;
  }

  /** Tries at once what waits to be tried again. */
  readonly retry = (): void => this.#waiting.goOn();

  /**
   * Changes something: at once for the page, and on the server as soon as that can be reached, over reloads, once. An issue
   * gets an id of its own, and an edit the version that the page shows: what somebody else changed since in the same field
   * is refused, and the rest merges.
   */
  mutate<Path extends MutationPath>(path: Path, input: InputAt<Path>): Made<OutputAt<Path>> {
    const mutation = makeMutation(path, input as object, this.#state);
    const { id } = mutation;
    const { promise, ...asked } = Promise.withResolvers<unknown>();
    promise.catch(() => undefined); // whoever does not wait for it is told by `onRefused`
    this.#asked.set(id, asked);
    this.#state.put(mutation);
    void this.#keep(mutation);
    return { id, done: promise as Promise<OutputAt<Path>> };
  }

  /** Forgets the copy, and all that was not sent: at a logout. */
  async clear(): Promise<void> {
    await this.#storage.attempt((storage) => storage.clear());
    this.#tabs.post({ kind: 'cleared' });
    this.#receiveClear();
  }

  close(): void {
    globalThis.removeEventListener?.('online', this.retry);
    this.#tabs.close();
    this.#storage.close();
  }

  async #load(): Promise<void> {
    const kept = await this.#storage.attempt((storage) => storage.load());
    const made = this.#state.queue.all;
    if (kept) this.#state.load(kept);
    // What the page has made meanwhile may not be kept yet.
    for (const mutation of made.filter(({ id, position }) => this.#asked.has(id) && !position))
      this.#state.put(mutation);
    if (this.#state.meta) this.#ready.resolve();
  }

  async #keep(mutation: Mutation): Promise<void> {
    await this.#loaded;
    await this.#storage.attempt((storage) => storage.keep(mutation));
    this.#tabs.post({ kind: 'queued', mutation });
    this.#waiting.goOn();
  }

  async #lead(signal: AbortSignal): Promise<void> {
    await this.#loaded;
    const identified = Promise.withResolvers<void>();
    const shared = { docket: this.#docket, state: this.#state, waiting: this.#waiting };
    const following = followServer(
      {
        ...shared,
        asked: askedIn(this.#options),
        identified: (user_id) => this.#identify(user_id).then(identified.resolve),
        replaced: (beginning) => this.#replace(beginning),
        changed: (change) => this.#change(change),
        signedOut: () => {
          this.#isSignedOut = true;
        },
      },
      signal,
    );
    await Promise.race([identified.promise, following]);
    const { queue, view } = this.#state;
    const done = (mutation: Mutation, answer: unknown) => this.#finish(mutation, answer);
    const refused = (mutation: Mutation, error: Error) => this.#refuse(mutation, error);
    await Promise.all([following, sendQueue({ ...shared, queue, view, done, refused }, signal)]);
  }

  /** What is kept of somebody else is not shown, and not sent. */
  async #identify(user_id: string): Promise<void> {
    this.#isSignedOut = false;
    this.#user = user_id;
    const { meta } = this.#state;
    if (meta && meta.user_id !== user_id) await this.clear();
  }

  async #replace({ cursor, schema, lines }: Beginning): Promise<void> {
    const meta = { cursor, schema, user_id: this.#user };
    const settled = this.#state.replace(lines, meta);
    await this.#storage.attempt((storage) => storage.replace(lines, meta));
    await this.#storage.attempt((storage) => storage.forget(settled));
    this.#tabs.post({ kind: 'replaced' });
    this.#ready.resolve();
  }

  async #change(change: Change): Promise<void> {
    const saved = this.#state.apply(change);
    await this.#storage.attempt((storage) => storage.save(saved));
    if (change.settled.length > 0) await this.#storage.attempt((storage) => storage.forget(change.settled));
    this.#tabs.post({ kind: 'changed', change });
  }

  /** The server has done it, and the copy has it soon. */
  async #finish(mutation: Mutation, answer: unknown): Promise<void> {
    const patches = effectOfAnswer(mutation.path, answer) ?? mutation.patches;
    await this.#take({ kind: 'done', mutation: { ...mutation, patches }, answer });
  }

  #refuse(mutation: Mutation, error: Error): Promise<void> {
    return this.#take({ kind: 'refused', mutation, refusal: refusalOf(error) });
  }

  /** Does what it tells the other pages. */
  async #take(message: PageMessage & { mutation: Mutation }): Promise<void> {
    const { mutation } = message;
    this.#receive(message);
    const isKept = this.#state.queue.all.some(({ id }) => id === mutation.id);
    await this.#storage.attempt((storage) => (isKept ? storage.keep(mutation) : storage.forget([mutation.id])));
    this.#tabs.post(message);
  }

  #receive(message: PageMessage): void {
    if (message.kind === 'replaced') void this.#load();
    else if (message.kind === 'cleared') this.#receiveClear();
    else if (message.kind === 'changed') this.#receiveChange(message.change);
    else if (message.kind === 'queued') {
      this.#state.put(message.mutation);
      this.#waiting.goOn();
    } else if (message.kind === 'done') this.#receiveDone(message);
    else this.#receiveRefusal(message);
  }

  #receiveClear(): void {
    this.#state.load({ meta: undefined, lines: [], mutations: [] });
    for (const { reject } of this.#asked.values()) reject(new Error('The copy was cleared'));
    this.#asked.clear();
  }

  #receiveChange(change: Change): void {
    const { meta } = this.#state;
    if (meta && !hasReached(meta.cursor, change.meta.cursor)) this.#state.apply(change);
    else for (const id of change.settled) this.#state.remove(id);
  }

  #receiveDone({ mutation, answer }: PageMessage & { kind: 'done' }): void {
    const { id, position } = mutation;
    const { cursor } = this;
    const isThere = position === undefined || cursor === undefined || hasReached(cursor, position);
    if (isThere) this.#state.remove(id);
    else this.#state.put(mutation);
    this.#asked.get(id)?.resolve(answer);
    this.#asked.delete(id);
  }

  #receiveRefusal({ mutation, refusal }: PageMessage & { kind: 'refused' }): void {
    const error = errorOf(refusal);
    this.#state.remove(mutation.id);
    this.#asked.get(mutation.id)?.reject(error);
    this.#asked.delete(mutation.id);
    this.#options.onRefused?.(mutation, error);
  }
}

function askedIn({ projects, since }: Asked): Asked {
  return { ...(projects && { projects }), ...(since !== undefined && { since }) };
}

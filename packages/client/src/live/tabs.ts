/** The pages of a browser that share a copy. One of them leads: it follows the server, and sends what all of them change. */
export type Tabs<Message> = {
  /** Does this work when no other page leads, until this one is closed. */
  lead(work: (signal: AbortSignal) => Promise<void>): void;
  /** Tells all other pages. */
  post(message: Message): void;
  /** Calls the listener with what others post. */
  listen(listener: (message: Message) => void): void;
  close(): void;
};

/** Where a browser has no Web Locks, as on plain HTTP pages, or nothing is shared, each page leads for itself. */
export function openTabs<Message>(name: string, { isShared }: { isShared: boolean }): Tabs<Message> {
  const closing = new AbortController();
  const locks = isShared ? globalThis.navigator?.locks : undefined;
  const channel = locks && new BroadcastChannel(name);
  return {
    lead(work) {
      const { signal } = closing;
      if (!locks) return void work(signal);
      locks
        .request(name, { signal }, () => work(signal))
        .catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
    },
    post(message) {
      if (!closing.signal.aborted) channel?.postMessage(message); // what was under way when it was closed tells nobody
    },
    listen(listener) {
      channel?.addEventListener('message', ({ data }) => listener(data as Message));
    },
    close() {
      closing.abort();
      channel?.close();
    },
  };
}

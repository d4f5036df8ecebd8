import type { Message, SubscriptionOptions } from './procedures.ts';

type Subscribe<Input, Data> = (input: Input, options: SubscriptionOptions<Data>) => { unsubscribe(): void };

/**
 * A subscription as an iterator: `for await (const { id, data } of follow(docket.event.stream.subscribe, { … }))`. It ends
 * with the loop. What comes while the loop is busy waits in memory.
 *
 * @throws DocketError what the subscription ended with
 */
export async function* follow<Input, Data>(
  subscribe: Subscribe<Input, Data>,
  input: Input,
  { signal }: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Message<Data>, void, undefined> {
  const waiting: Message<Data>[] = [];
  let end: { error?: Error } | undefined;
  let wake: (() => void) | undefined;
  const goOn = () => wake?.();
  const subscription = subscribe(input, {
    ...(signal && { signal }),
    onData(message) {
      waiting.push(message);
      goOn();
    },
    onError(error) {
      end = { error };
      goOn();
    },
    onComplete() {
      end ??= {};
      goOn();
    },
  });
  try {
    for (;;) {
      for (let next = waiting.shift(); next; next = waiting.shift()) yield next;
      if (end?.error) throw end.error;
      if (end) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    subscription.unsubscribe();
  }
}

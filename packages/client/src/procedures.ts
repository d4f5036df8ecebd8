/** Is told up to where the log of events has what a call did, as `<log_id>.<position>`. */
export type OnPosition = (position: string, call: { path: string }) => void;

/** What may be given with a call. */
export type CallOptions = {
  /** Rejects the call when it aborts, with the reason as `error.cause`, whatever the call is waiting for. */
  signal?: AbortSignal | undefined;
  /**
   * What `links` of one's own are to know of the call; and `onPosition`, as that of the client, for this call alone; and
   * `idempotency_key`: with the same one, a mutation that is made again is done once, for a day. Left out, each has its own.
   */
  context?: ({ onPosition?: OnPosition; idempotency_key?: string } & Record<string, unknown>) | undefined;
};

/** A procedure that reads. */
export type Query<Input, Output> = { query: (input: Input, options?: CallOptions) => Promise<Output> };

/** A procedure that writes. */
export type Mutation<Input, Output> = { mutate: (input: Input, options?: CallOptions) => Promise<Output> };

/** One message of a stream: what happened, and where it stands. */
export type Message<Data> = { id: string; data: Data };

/** What may be given with a subscription. */
export type SubscriptionOptions<Data> = CallOptions & {
  /** Is told of each message, once and in order, over all connections that it takes. */
  onData?(message: Message<Data>): void;
  /** The connection stands, the first time or again. */
  onStarted?(): void;
  /** It has ended for good, such as because the session did. A lost connection is no error. */
  onError?(error: Error): void;
  /** All that was asked for was told. */
  onComplete?(): void;
};

/** A procedure that tells what happens as it happens, until it is unsubscribed from. */
export type Subscription<Input, Data> = {
  subscribe: (input: Input, options: SubscriptionOptions<Data>) => { unsubscribe(): void };
};

export type InputOf<Procedure> =
  Procedure extends Query<infer Input, unknown>
    ? Input
    : Procedure extends Mutation<infer Input, unknown>
      ? Input
      : Procedure extends Subscription<infer Input, never>
        ? Input
        : never;

export type OutputOf<Procedure> =
  Procedure extends Query<never, infer Output>
    ? Output
    : Procedure extends Mutation<never, infer Output>
      ? Output
      : Procedure extends Subscription<never, infer Data>
        ? AsyncIterable<Message<Data>, void, unknown>
        : never;

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

export type InputOf<Procedure> =
  Procedure extends Query<infer Input, unknown>
    ? Input
    : Procedure extends Mutation<infer Input, unknown>
      ? Input
      : never;

export type OutputOf<Procedure> =
  Procedure extends Query<never, infer Output>
    ? Output
    : Procedure extends Mutation<never, infer Output>
      ? Output
      : never;

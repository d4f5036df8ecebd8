import type { z } from 'zod';
import type { Actor, By } from '../core/actor.ts';
import type { Context } from '../core/context.ts';
import type { Conditions } from '../core/entity-tags.ts';
import { AppError } from '../core/errors.ts';
import { hidesEmails, withoutEmails } from '../core/hidden-emails.ts';
import type { ActorReader } from '../visibility/handles.ts';
import type { Access } from './access.ts';
import { fittingRefusal } from './answer-share.ts';
import { textBytes } from './content.ts';
import { type KeyedCall, keyedCall, type SentKey } from './idempotency.ts';
import { parserOf } from './input.ts';
import { readerOf, writingLooksAfter } from './looks.ts';
import { MAX_BODY_BYTES, type Manifest } from './manifest.ts';
import { outputCheck } from './output-check.ts';
import { withoutFiles } from './sent-files.ts';
import { updateGuard } from './update-guard.ts';

/**
 * `query` reads; `command` writes in one transaction; `flow` runs several, or slow work first; `download` reads what is
 * answered as a stream of bytes; `upload` is a flow that takes files; `feed` tells what happens as it happens.
 */
export type Kind = 'query' | 'command' | 'flow' | 'download' | 'upload' | 'feed';

/** Whether procedures of this kind change anything. */
export function isMutation({ kind }: { kind: Kind }): boolean {
  return kind === 'command' || kind === 'flow' || kind === 'upload';
}

/** Whether tRPC serves procedures of this kind: streams of bytes go by REST. */
export function isRpc({ kind }: { kind: Kind }): boolean {
  return kind !== 'download' && kind !== 'upload';
}

/** One call of a procedure, as a door hands it over. */
export type Call = {
  ctx: Context;
  /**
   * Reads the input as it came, not validated yet; may give a promise, and throws an AppError for what its door refuses.
   * It is asked for also where there is none to take.
   */
  input(): unknown;
  /** Aborted when the caller hangs up. A function, because making one costs, and few procedures ask. */
  signal(): AbortSignal | undefined;
  /** Of a request for one resource. */
  conditions?: Conditions | undefined;
  /** The Idempotency-Key that came with the call. Procedures that take none leave it aside. */
  sentKey?: SentKey | undefined;
};

/** What is left to do of a call that was counted, and whose caller may make it. */
export type Admitted = (call: Omit<Call, 'ctx'>) => Promise<unknown>;

/** A procedure, as every door sees it. `In` is what callers send, `Out` what they get. */
export type Procedure<K extends Kind = Kind, In = unknown, Out = unknown> = Manifest &
  Pick<Access, 'audience' | 'scope'> & {
    kind: K;
    input: z.ZodType | undefined;
    output: z.ZodType;
    /** Whether a call can be repeated with an Idempotency-Key: the work is done once. */
    takesKey: boolean;
    /** A request for this alone may have a body of so many bytes. */
    maxBodyBytes: number;
    /**
     * Counts a call and judges its caller: for a door that has not read the body yet, and reads it only then.
     *
     * @param isCounted it was counted already, as a call of another procedure that the body does not ask for
     * @throws AppError
     */
    admit(ctx: Context, given?: { isCounted?: boolean }): Promise<Admitted>;
    /**
     * Runs a call, from the count to the check.
     *
     * @throws AppError for what a caller may know, and any other error for what went wrong on our side.
     */
    run(call: Call): Promise<unknown>;
    /** Never set: it only carries the types. */
    types?: { input: In; output: Out };
  };

export type Input = z.ZodType | undefined;
// biome-ignore lint/suspicious/noConfusingVoidType: so that callers of a procedure without input give no argument
export type Sent<I extends Input> = I extends z.ZodType ? z.input<I> : void;
export type Parsed<I extends Input> = I extends z.ZodType ? z.output<I> : undefined;

export type Declaration<Who extends Actor, I extends Input, O extends z.ZodType> = Manifest & {
  access: Access<Who>;
  input?: I;
  output: O;
};

/** Of what an update changes there are values already, and those are taken again, whatever the limits are by now. */
export type Stored<Who extends Actor, I extends Input> = {
  /** What there is now, as callers get it. */
  stored?: (db: ActorReader, input: Parsed<I>, by: By<NoInfer<Who>>) => Promise<object>;
};

export type Declared<K extends Kind, I extends Input, O extends z.ZodType> = Procedure<K, Sent<I>, z.output<O>>;

type Whole<Who extends Actor, I extends Input, O extends z.ZodType> = Declaration<Who, I, O> &
  Stored<Who, I> & { takesKey?: boolean };

export type Step<Who extends Actor, I extends Input> = Pick<Call, 'ctx' | 'signal'> & {
  by: By<Who>;
  input: Parsed<I>;
  /** The input as it came. */
  given: unknown;
  check: (output: unknown) => unknown;
  /** Where it has an Idempotency-Key, and the procedure takes one. */
  call: KeyedCall | undefined;
};

/**
 * The chain, for every door and kind: count the call, judge the caller, read and parse the input, work, check the output.
 * It counts first, so that calls with bad tokens or unreadable inputs are limited too; and here rather than at a door,
 * so that each call of a batch counts and no spelling of an address is another limit.
 */
export function procedure<K extends Kind, Who extends Actor, I extends Input, O extends z.ZodType>(
  kind: K,
  { access, input: inputSchema, output: outputSchema, stored, takesKey = false, ...manifest }: Whole<Who, I, O>,
  work: (step: Step<Who, I>) => Promise<unknown>,
): Declared<K, I, O> {
  const { audience, scope } = access;
  const counted = isMutation({ kind }) ? 'write' : 'read';
  const writesContent = scope === 'issues:write'; // not so an import, which is for admins
  const check = outputCheck(outputSchema);
  const parse = inputSchema && parserOf(inputSchema);
  const refuseUnknownUpdate = updateGuard(manifest.route, inputSchema);
  return {
    ...manifest,
    kind,
    audience,
    scope,
    takesKey,
    input: inputSchema,
    output: outputSchema,
    maxBodyBytes: MAX_BODY_BYTES[manifest.tag],
    async admit(ctx, { isCounted = false } = {}) {
      const refuse = (refusal: unknown) => watched(ctx, manifest, () => Promise.reject(refusal));
      const goOn = await begin(ctx, isCounted).catch(refuse);
      return (call) => watched(ctx, manifest, () => goOn(call));
    },
    run: ({ ctx, ...call }) => watched(ctx, manifest, async () => (await begin(ctx))(call)),
  };

  async function begin(ctx: Context, isCounted = false): Promise<Admitted> {
    if (!isCounted) await ctx.limits.countCall(ctx, counted);
    const actor = access.judge(ctx.actor);
    const hides_emails = hidesEmails(ctx.settings, actor);
    return async ({ input, signal, conditions, sentKey }) => {
      const by = { actor, at: ctx.at, hides_emails, conditions };
      const given = await input();
      refuseUnknownUpdate?.(given);
      const readStored =
        stored &&
        (async (sent: unknown) => shownTo(by, { sent, found: stored(await readerOf(ctx), sent as Parsed<I>, by) }));
      const parsed = (await parse?.(given, { settings: ctx.settings, readStored })) as Parsed<I>;
      if (writesContent) await ctx.limits.countContent(ctx, textBytes(parsed));
      const viewer = { actor, input: parsed };
      const show = hides_emails ? (output: unknown) => withoutEmails(output, viewer) : (output: unknown) => output;
      const request = { by, input: withoutFiles(given, kind), secretKey: ctx.settings.SECRET_KEY, replay: show };
      const call = takesKey && sentKey ? keyedCall(sentKey, { ...manifest, ...request }) : undefined;
      const answer = work({ ctx, signal, by, input: parsed, given, check: (output) => show(check(output)), call });
      return ctx.request.batch ? answer.catch((error) => Promise.reject(fittingRefusal(error, ctx.request))) : answer;
    };
  }
}

function watched<T>(ctx: Context, { operationId }: Pick<Manifest, 'operationId'>, call: () => Promise<T>): Promise<T> {
  const { around } = ctx.request;
  const work = () => writingLooksAfter(ctx, call);
  return around ? around(operationId, work) : work();
}

/** What is stored, as callers get it. Undefined where it is not there: the procedure itself will say so. */
async function shownTo({ actor, hides_emails }: By, { sent, found }: { sent: unknown; found: Promise<object> }) {
  const stored = await found.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
  return hides_emails ? withoutEmails(stored, { actor, input: sent }) : stored;
}

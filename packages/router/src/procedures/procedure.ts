import type { z } from 'zod';
import type { Actor, By } from '../core/actor.ts';
import type { Context, FlowContext } from '../core/context.ts';
import type { Conditions } from '../core/entity-tags.ts';
import { AppError } from '../core/errors.ts';
import { hidesEmails, withoutEmails } from '../core/hidden-emails.ts';
import { type ActorReader, type ActorWriter, writerFor } from '../visibility/handles.ts';
import type { Access } from './access.ts';
import { fitting, fittingRefusal } from './answer-share.ts';
import { textBytes } from './content.ts';
import { findReplay, type KeyedCall, keyedCall, once, type SentKey } from './idempotency.ts';
import { parserOf } from './input.ts';
import { isList, runList } from './lists.ts';
import { readerOf, writingLooks, writingLooksAfter } from './looks.ts';
import { MAX_BODY_BYTES, type Manifest } from './manifest.ts';
import { outputCheck } from './output-check.ts';
import { telling, tellingAtEnd } from './positions.ts';
import { updateGuard } from './update-guard.ts';

/** `query` reads; `command` writes in one transaction; `flow` runs several, or slow work first. */
export type Kind = 'query' | 'command' | 'flow';

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

type Input = z.ZodType | undefined;
// biome-ignore lint/suspicious/noConfusingVoidType: so that callers of a procedure without input give no argument
type Sent<I extends Input> = I extends z.ZodType ? z.input<I> : void;
type Parsed<I extends Input> = I extends z.ZodType ? z.output<I> : undefined;

type Declaration<Who extends Actor, I extends Input, O extends z.ZodType> = Manifest & {
  access: Access<Who>;
  input?: I;
  output: O;
};

/** Of what an update changes there are values already, and those are taken again, whatever the limits are by now. */
type Stored<Who extends Actor, I extends Input> = {
  /** What there is now, as callers get it. */
  stored?: (db: ActorReader, input: Parsed<I>, by: By<NoInfer<Who>>) => Promise<object>;
};

type Declared<K extends Kind, I extends Input, O extends z.ZodType> = Procedure<K, Sent<I>, z.output<O>>;

/** Reads. Its function gets nothing to write with. */
export function query<Who extends Actor, O extends z.ZodType, I extends Input = undefined>(
  declaration: Declaration<Who, I, O> & {
    run: (db: ActorReader, input: Parsed<I>, by: By<NoInfer<Who>>) => Promise<z.input<O>>;
  },
): Declared<'query', I, O> {
  const { run, ...declared } = declaration;
  const lists = isList(declared.output);
  return procedure('query', declared, async ({ ctx, by, input, check }) => {
    const db = await readerOf(ctx);
    if (lists) return runList(ctx, input, async (bounded) => check(await run(db, bounded, by)));
    return fitting(check(await run(db, input, by)), ctx.request);
  });
}

/**
 * Writes, in one transaction. It begins with the question whether the caller's credentials are still good, and ends
 * with the check of the output: an answer that does not fit its schema is rolled back.
 */
export function command<Who extends Actor, O extends z.ZodType, I extends Input = undefined>(
  declaration: Declaration<Who, I, O> &
    Stored<Who, I> & {
      run: (db: ActorWriter, input: Parsed<I>, by: By<NoInfer<Who>>) => Promise<z.input<O>>;
    },
): Declared<'command', I, O> {
  const { run, ...declared } = declaration;
  const keyed = { ...declared, takesKey: declared.access.audience !== 'public' };
  return procedure('command', keyed, ({ ctx, by, input, check, call }) => {
    const write = writingLooks(ctx, telling(ctx, declared.access, confirmedWrite(ctx, declared.access)));
    return write(async (db) => fitting(await once(db, call, async () => check(await run(db, input, by))), ctx.request));
  });
}

/**
 * Runs several transactions, or slow work such as hashing before one. Each transaction begins with the question
 * whether the caller's credentials are still good. The output is checked at the end, when all is committed.
 *
 * With `takesKey` it makes its answer in `ctx.answer`, so that a call with an Idempotency-Key can be repeated.
 */
export function flow<Who extends Actor, O extends z.ZodType, I extends Input = undefined>(
  declaration: Declaration<Who, I, O> &
    Stored<Who, I> & {
      takesKey?: true;
      run: (ctx: FlowContext<NoInfer<Who>>, input: Parsed<I>) => Promise<z.input<O>>;
    },
): Declared<'flow', I, O> {
  const { run, ...declared } = declaration;
  return procedure('flow', declared, async ({ ctx, signal, by, input, check, call }) => {
    const told = tellingAtEnd(ctx, declared.access, confirmedWrite(ctx, declared.access));
    const write = writingLooks(ctx, told.write);
    const first = call && (await confirmedReplay(ctx, call));
    const db = { read: await readerOf(ctx), write };
    const answer = <T>(work: (db: ActorWriter) => Promise<T>) =>
      write((inner) => once(inner, call, async () => check(await work(inner))) as Promise<T>);
    const output = first ? first.answer : check(await run({ ...ctx, ...by, db, signal, answer }, input));
    await told.tell?.();
    return output;
  });
}

type Whole<Who extends Actor, I extends Input, O extends z.ZodType> = Declaration<Who, I, O> &
  Stored<Who, I> & { takesKey?: boolean };

type Step<Who extends Actor, I extends Input> = Pick<Call, 'ctx' | 'signal'> & {
  by: By<Who>;
  input: Parsed<I>;
  check: (output: unknown) => unknown;
  /** Where it has an Idempotency-Key, and the procedure takes one. */
  call: KeyedCall | undefined;
};

/**
 * The chain, for every door and kind: count the call, judge the caller, read and parse the input, work, check the output.
 * It counts first, so that calls with bad tokens or unreadable inputs are limited too; and here rather than at a door,
 * so that each call of a batch counts and no spelling of an address is another limit.
 */
function procedure<K extends Kind, Who extends Actor, I extends Input, O extends z.ZodType>(
  kind: K,
  { access, input: inputSchema, output: outputSchema, stored, takesKey = false, ...manifest }: Whole<Who, I, O>,
  work: (step: Step<Who, I>) => Promise<unknown>,
): Declared<K, I, O> {
  const { audience, scope } = access;
  const counted = kind === 'query' ? 'read' : 'write';
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
      const request = { by, input: given, secretKey: ctx.settings.SECRET_KEY, replay: show };
      const call = takesKey && sentKey ? keyedCall(sentKey, { ...manifest, ...request }) : undefined;
      const answer = work({ ctx, signal, by, input: parsed, check: (output) => show(check(output)), call });
      return ctx.request.batch ? answer.catch((error) => Promise.reject(fittingRefusal(error, ctx.request))) : answer;
    };
  }
}

function watched<T>(ctx: Context, { operationId }: Pick<Manifest, 'operationId'>, call: () => Promise<T>): Promise<T> {
  const { around } = ctx.request;
  const work = () => writingLooksAfter(ctx, call);
  return around ? around(operationId, work) : work();
}

/** `Database.write`, which first asks whether the caller's credentials are still good; those of `anyone` do not matter. */
function confirmedWrite(ctx: Context, { audience }: Access): FlowContext['db']['write'] {
  return (work) =>
    ctx.db.write(async (db) => {
      if (audience !== 'public') await ctx.confirm(db);
      return work(writerFor(db, await ctx.sight(db)));
    });
}

/** As `findReplay`, for a flow before its slow work, once it is clear that the caller's credentials are still good. */
async function confirmedReplay(ctx: Context, call: KeyedCall): Promise<{ answer: unknown } | undefined> {
  await ctx.confirm(ctx.db.read);
  return findReplay(await readerOf(ctx), call);
}

/** What is stored, as callers get it. Undefined where it is not there: the procedure itself will say so. */
async function shownTo({ actor, hides_emails }: By, { sent, found }: { sent: unknown; found: Promise<object> }) {
  const stored = await found.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
  return hides_emails ? withoutEmails(stored, { actor, input: sent }) : stored;
}

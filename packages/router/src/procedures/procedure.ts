import { z } from 'zod';
import type { Actor, By } from '../core/actor.ts';
import type { Context, FlowContext } from '../core/context.ts';
import type { Download, DownloadContext } from '../core/download.ts';
import type { FeedContext, Source, Stream } from '../core/stream.ts';
import type { SentFiles, UploadContext } from '../core/upload.ts';
import { type ActorReader, type ActorWriter, writingAs } from '../visibility/handles.ts';
import type { Access } from './access.ts';
import { fitting } from './answer-share.ts';
import {
  type Declaration,
  type Declared,
  type Input,
  type Parsed,
  type Procedure,
  procedure,
  type Sent,
  type Step,
  type Stored,
} from './chain.ts';
import { besidesInput, findReplay, isKeyKnown, type KeyedCall, once } from './idempotency.ts';
import { isList, runList } from './lists.ts';
import { readerOf, writingLooks } from './looks.ts';
import { telling, tellingAtEnd } from './positions.ts';
import { sentFiles } from './sent-files.ts';
import { showing, snapshotsFor } from './snapshots.ts';
import { openStream } from './streams.ts';

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
  return procedure('flow', declared, async (step) => {
    const first = step.call && (await confirmedReplay(step.ctx, step.call));
    return runFlow(step, { access: declared.access, first, run: (ctx) => run(ctx, step.input) });
  });
}

/**
 * A flow that takes files, one after another as they come. They are never whole in memory, and only a caller who may make
 * the call is asked for them. It makes its answer in `ctx.answer`, which is told what the files are: they are part of what
 * its Idempotency-Key came with.
 */
export function upload<Who extends Actor, O extends z.ZodType, I extends Input = undefined>(
  declaration: Declaration<Who, I, O> & {
    run: (ctx: UploadContext<NoInfer<Who>>, input: Parsed<I>) => Promise<z.input<O>>;
  },
): Procedure<'upload', Sent<I> & { files: SentFiles }, z.output<O>> {
  const { run, ...declared } = declaration;
  const made = procedure('upload', { ...declared, takesKey: true }, (step) =>
    step.ctx.limits.inUpload(step.ctx, async () => {
      const isRepeat = step.call !== undefined && (await isConfirmedRepeat(step.ctx, step.call));
      const beside = { isRepeat, files: sentFiles(step.given) };
      return runFlow(step, { access: declared.access, run: (ctx) => run({ ...ctx, ...beside }, step.input) });
    }),
  );
  return made as Procedure<'upload', Sent<I> & { files: SentFiles }, z.output<O>>; // they come beside what the schema knows
}

type Flow<Who extends Actor> = {
  access: Access;
  /** Of a repeat, what the first call was answered. */
  first?: { answer: unknown } | undefined;
  run: (ctx: FlowContext<Who>) => Promise<unknown>;
};

async function runFlow<Who extends Actor, I extends Input>(
  { ctx, signal, by, check, call }: Step<Who, I>,
  { access, first, run }: Flow<Who>,
): Promise<unknown> {
  const told = tellingAtEnd(ctx, access, confirmedWrite(ctx, access));
  const write = writingLooks(ctx, told.write);
  const db = { read: await readerOf(ctx), write };
  const answer = <T>(work: (db: ActorWriter) => Promise<T>, beside?: unknown) => {
    const whole = call && beside !== undefined ? besidesInput(call, beside) : call;
    return write((inner) => once(inner, whole, async () => check(await work(inner))) as Promise<T>);
  };
  const sent = call && { key: call.key, fingerprint: call.fingerprint };
  const output = first ? first.answer : check(await run({ ...ctx, ...by, db, signal, sent, answer }));
  await told.tell?.();
  return output;
}

/** Stands for the output of a download: no schema checks what leaves as a stream. */
const DOWNLOAD = z.custom<Download>();

/**
 * Reads what is answered as a stream of bytes, however much it is. Its function gives at once what is known of the
 * content, and throws what a caller may know; the content does its work while it is read.
 *
 * What it shows of users has to pass `ctx.show`, as no schema sees it.
 */
export function download<Who extends Actor, I extends Input = undefined>(
  declaration: Omit<Declaration<Who, I, typeof DOWNLOAD>, 'output'> & {
    media: readonly string[];
    run: (ctx: DownloadContext<NoInfer<Who>>, input: Parsed<I>) => Download | Promise<Download>;
  },
): Declared<'download', I, typeof DOWNLOAD> {
  const { run, ...declared } = declaration;
  return procedure('download', { ...declared, output: DOWNLOAD }, async ({ ctx, by, input }) =>
    run({ ...ctx, ...by, db: await readerOf(ctx), snapshot: snapshotsFor(ctx), show: showing(by, input) }, input),
  );
}

/**
 * Tells what happens, as a stream of messages. Its function says what of the log is told; whether the caller's credentials
 * are still good, and what the caller may see, is asked again before each message. `output` is that of one message.
 */
export function feed<Who extends Actor, O extends z.ZodType, I extends Input = undefined>(
  declaration: Declaration<Who, I, O> & {
    run: (ctx: FeedContext<NoInfer<Who>>, input: Parsed<I>) => Promise<Source<z.input<O>>>;
  },
): Procedure<'feed', Sent<I>, Stream<z.output<O>>> {
  const { run, ...declared } = declaration;
  const checked = new WeakMap<object, unknown>(); // streams share what they show
  return procedure('feed', declared, async ({ ctx, by, input, check }) => {
    const show = (data: object) => {
      const known = by.hides_emails ? undefined : checked.get(data);
      const shown = known ?? check(data);
      if (!by.hides_emails) checked.set(data, shown);
      return shown;
    };
    const leave = ctx.limits.takeStream(ctx);
    try {
      const mark = () => ctx.db.changeMark();
      const source = await run({ ...ctx, ...by, db: await readerOf(ctx), mark }, input);
      return await openStream(ctx, { source, actor: by.actor, show: show as <T>(data: T) => T, leave });
    } catch (error) {
      leave();
      throw error;
    }
  }) as unknown as Procedure<'feed', Sent<I>, Stream<z.output<O>>>; // whose schema is that of a message
}

/** `Database.write`, which first asks whether the caller's credentials are still good; those of `anyone` do not matter. */
function confirmedWrite(ctx: Context, { audience }: Access): FlowContext['db']['write'] {
  return (work) =>
    ctx.db.write(async (db) => {
      if (audience !== 'public') await ctx.confirm(db);
      return writingAs(db, await ctx.sight(db), work);
    });
}

/** As `findReplay`, for a flow before its slow work, once it is clear that the caller's credentials are still good. */
async function confirmedReplay(ctx: Context, call: KeyedCall): Promise<{ answer: unknown } | undefined> {
  await ctx.confirm(ctx.db.read);
  return findReplay(await readerOf(ctx), call);
}

/** Whether an upload came before, which is the same only when its files are. */
async function isConfirmedRepeat(ctx: Context, call: KeyedCall): Promise<boolean> {
  await ctx.confirm(ctx.db.read);
  return isKeyKnown(ctx.db.read, call);
}

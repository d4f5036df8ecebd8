import type { SignedInActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import type { ActorWriter } from '../../visibility/handles.ts';
import { putBelow } from '../issue/commands/parent.ts';
import { changeOne, doSome } from './commands/change.ts';
import { beginBulkEdit, changeSome } from './commands/edit.ts';
import { beginUndo, undoSome } from './commands/undo.ts';
import { findBegun, type Outcome, readBulkEdit, shownResults } from './queries/results.ts';
import { type Target, targetsOf } from './queries/targets.ts';
import type { BulkEdit, BulkEditIssues, UndoBulkEdit } from './schema.ts';

type Ctx = FlowContext<SignedInActor>;

/**
 * Changes many issues, some in each transaction, so that others have their turn between them. A call that is killed has
 * changed some; one with the same Idempotency-Key goes on with the others.
 *
 * @throws AppError `validation_failed` when the query finds too many
 */
export async function bulkEdit(ctx: Ctx, input: BulkEditIssues): Promise<BulkEdit> {
  if (input.dry_run) return tryOut(ctx, input);
  const bulk_id = await begin(ctx, input);
  await inParts(ctx, -1, (db, after) => changeSome(db, { bulk_id, after }, ctx));
  const done = await readBulkEdit(ctx.db.read, bulk_id);
  return ctx.answer(async () => done);
}

async function begin(ctx: Ctx, input: BulkEditIssues): Promise<string> {
  const { change } = input;
  const { sent } = ctx;
  const begun = sent && (await findBegun(ctx.db.read, sent, ctx.at));
  const targets = begun === undefined ? await targetsOf(ctx.db.read, input, ctx) : [];
  return begun ?? ctx.db.write((db) => beginBulkEdit(db, { change, targets, sent }, ctx));
}

/** Does one part of the places after another, until all is done. */
async function inParts(
  ctx: Ctx,
  first: number,
  part: (db: ActorWriter, from: number) => Promise<number | undefined>,
): Promise<void> {
  let at: number | undefined = first;
  while (at !== undefined) {
    const from: number = at;
    at = await ctx.db.write((db) => part(db, from));
  }
}

/** What would become of each: all is done as it would be, in transactions that are rolled back. */
async function tryOut(ctx: Ctx, input: BulkEditIssues): Promise<BulkEdit> {
  const targets = await targetsOf(ctx.db.read, input, ctx);
  const outcomes: Outcome[] = [];
  while (outcomes.length < targets.length) {
    outcomes.push(...(await trySome(ctx, { targets, outcomes }, input)));
  }
  const items = targets.flatMap((target, at) => ({ ...target, outcome: outcomes[at] as Outcome })); // there is one of each
  const results = await shownResults(ctx.db.read, items);
  return ctx.answer(async () => ({ id: null, undo_until: null, results }));
}

/** No bulk edit has as many issues. */
const BEHIND_ALL = 1_000_000;

/** Rolls a transaction back, and brings out what was found in it. */
class Tried extends Error {
  readonly outcomes: Outcome[];

  constructor(outcomes: Outcome[]) {
    super('Tried out, and rolled back');
    this.outcomes = outcomes;
  }
}

type Trying = { targets: Target[]; outcomes: Outcome[] };

async function trySome(ctx: Ctx, { targets, outcomes }: Trying, { change }: BulkEditIssues): Promise<Outcome[]> {
  const ids = targets.flatMap(({ issue_id }, at) => (issue_id && isNowPart(outcomes[at]) ? issue_id : []));
  const others = targets.slice(outcomes.length);
  try {
    return await ctx.db.write<never>(async (db) => {
      if (change.parent) await putBelow(db, { ids, named: change.parent });
      const done = await doSome(others, ({ issue_id }) => changeOne(db, { issue_id, change }, ctx));
      throw new Tried(done.map(({ outcome }) => outcome));
    });
  } catch (error) {
    if (error instanceof Tried) return error.outcomes;
    throw error;
  }
}

/** Whether the next ones find it below the same issue: of these there can be only so many, and over so many levels. */
function isNowPart(outcome: Outcome | undefined): boolean {
  return outcome?.changes.some(({ field }) => field === 'parent') ?? false;
}

/**
 * Sets the issues of a bulk edit back to what they were before, each when nobody has changed the same fields since. Done
 * again, it tries those that were left once more, and answers as before.
 *
 * @throws AppError `bulk_edit_not_found`
 */
export async function undoBulkEdit(ctx: Ctx, { id: bulk_id, confirm_visibility }: UndoBulkEdit): Promise<BulkEdit> {
  await ctx.db.write((db) => beginUndo(db, bulk_id, ctx));
  const undo = { bulk_id, confirm_visibility };
  await inParts(ctx, BEHIND_ALL, (db, before_place) => undoSome(db, { ...undo, before_place }, ctx));
  const undone = await readBulkEdit(ctx.db.read, bulk_id, { isUndone: true });
  return ctx.answer(async () => undone);
}

import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { at } from '@docket/kit/procedures';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { listProcedures } from '../../src/catalog.ts';
import { inProcessRequest, type LimitState } from '../../src/core/request.ts';
import { createLabel } from '../../src/features/label/commands/create.ts';
import { CreateLabel, Label } from '../../src/features/label/schema.ts';
import { adminOnly, signedIn } from '../../src/procedures/access.ts';
import { callerOf } from '../../src/procedures/caller.ts';
import { isMutation } from '../../src/procedures/chain.ts';
import { command, flow, query } from '../../src/procedures/procedure.ts';

const docket = await openTestDocket({}, afterAll);
const script = () => docket.createContext({ system: 'script' }, inProcessRequest());

test.each(listProcedures())(
  '$name counts a call before it looks at the caller and the input',
  async ({ kind, run }) => {
    const counted: string[] = [];
    const reportLimit = (limit: LimitState) => void counted.push(limit.name);
    const request = inProcessRequest({ address: '192.0.2.1', reportLimit });
    const ctx = await docket.createContext('anonymous', request);
    await expect(
      run({ ctx, input: () => 'nothing that any procedure takes', signal: () => undefined }),
    ).rejects.toThrow();
    expect(counted).toEqual([isMutation({ kind }) ? 'write' : 'read']);
  },
);

const declared = { ...at('POST /label'), access: adminOnly, input: CreateLabel } as const;

test('a command whose answer does not fit its schema is rolled back', async () => {
  const wrong = z.object({ name: z.int() });
  // The compiler refuses such a command; a row that is not what its type says is not known to it.
  const run = createLabel as unknown as () => Promise<{ name: number }>;
  const caller = callerOf({ label: { create: command({ ...declared, output: wrong, run }) } }, script);
  expect(await refusalOf(caller.label.create({ name: 'kept?' }))).toMatchObject({ code: 'internal_error' });
  expect((await docket.caller({ system: 'test' }).label.list({})).items).toEqual([]);
});

test('what an output schema does not name does not leave', async () => {
  const output = z.object({ name: z.string() });
  const caller = callerOf({ label: { create: command({ ...declared, output, run: createLabel }) } }, script);
  expect(await caller.label.create({ name: 'bug' })).toEqual({ name: 'bug' });
});

test('an input that cannot be checked at once is our fault, and not told as the caller’s', async () => {
  const input = z.object({ name: z.string().refine(async () => true) });
  const caller = callerOf(
    { a: { get: query({ ...declared, input, output: z.null(), run: async () => null }) } },
    script,
  );
  expect(await refusalOf(caller.a.get({ name: 'a' }))).toMatchObject({ code: 'internal_error' });
});

test('no schema of an input has to be checked asynchronously', () => {
  for (const { input } of listProcedures()) expect(() => input?.safeParse({})).not.toThrow();
});

test('the compiler refuses a procedure that is not what it declares', () => {
  const { access: _, ...undeclared } = declared;
  const refused = [
    // @ts-expect-error nothing says who may call it
    () => command({ ...undeclared, output: Label, run: createLabel }),
    // @ts-expect-error a query has nothing to write with
    () => query({ ...declared, output: Label, run: createLabel }),
    // @ts-expect-error the input lacks the name of the label
    () => command({ ...declared, input: z.object({ color: z.string() }), output: Label, run: createLabel }),
    // @ts-expect-error the answer lacks a field
    () => command({ ...declared, output: Label.extend({ size: z.int() }), run: createLabel }),
    // @ts-expect-error anyone may call it, and the command wants to know who
    () => command({ ...at('POST /label'), input: CreateLabel, output: Label, run: createLabel }),
    // @ts-expect-error a script may call it, and the flow wants a user
    () => flow({ ...declared, access: signedIn('admin'), output: z.null(), run: async (ctx) => ctx.actor.id && null }),
  ];
  expect(refused).toHaveLength(6);
});

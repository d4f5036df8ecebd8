import { openTestDocket } from '@docket/kit/docket';
import { callTRPCProcedure } from '@trpc/server';
import { expect, test } from 'vitest';
import { listProcedures } from '../../src/catalog.ts';
import { inProcessRequest, type LimitState } from '../../src/core/request.ts';
import { appRouter } from '../../src/root.ts';

const procedures = listProcedures().map(({ name, type }) => [name, type] as const);

test.each(procedures)('%s counts a call before it looks at the caller and the input', async (path, type) => {
  const docket = await openTestDocket();
  const counted: string[] = [];
  const reportLimit = (limit: LimitState) => void counted.push(limit.name);
  const request = inProcessRequest({ address: '192.0.2.1', reportLimit });
  const ctx = await docket.createContext('anonymous', request);
  const getRawInput = async () => 'nothing that any procedure takes';
  const call = { router: appRouter, path, type, getRawInput, ctx, signal: undefined, batchIndex: 0 };
  await callTRPCProcedure(call).catch(() => undefined);
  expect(counted).toEqual([type === 'query' ? 'read' : 'write']);
});

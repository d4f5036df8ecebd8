import {
  type Api,
  type Context,
  isMutation,
  type Lengths,
  listProcedures,
  type ProcedureInfo,
  withLengths,
} from '@docket/router';
import { type AnyTRPCRouter, initTRPC } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-openapi';
import { z } from 'zod';
import { contentTypesOf } from './binding.ts';

/** What stands in the document for a download or a stream until its media types are known. */
const CONTENT = z.string();

const t = initTRPC.context<Context>().meta<OpenApiMeta>().create();

/** An API as trpc-openapi wants it: a router with the schemas and addresses of its procedures, which it also runs. */
export function describedRouter(api: Api, settings: Lengths = {}): AnyTRPCRouter {
  const features = Map.groupBy(listProcedures(api), ({ name }) => name.split('.')[0] ?? name);
  const routers = [...features].map(([feature, procedures]) => [
    feature,
    t.router(
      Object.fromEntries(procedures.map((one) => [one.name.slice(feature.length + 1), described(one, settings)])),
    ),
  ]);
  return t.router(Object.fromEntries(routers));
}

function described({ kind, run, input, output, ...manifest }: ProcedureInfo, settings: Lengths) {
  const { route, operationId, summary, description, tag, form } = manifest;
  const [method, path] = route.split(' ') as ['GET', `/${string}`]; // or another method
  const contentTypes = contentTypesOf({ kind, ...(form && { form }) }) as ['application/json']; // or that of a form
  const base = t.procedure
    .meta({
      openapi: { method, path, operationId, summary, description, tags: [tag], contentTypes, errorResponses: [] },
    })
    .input(input ? withLengths(input, settings) : z.void())
    .output(kind === 'download' || kind === 'feed' ? CONTENT : output);
  const resolve = ({ ctx, input }: { ctx: Context; input: unknown }) =>
    run({ ctx, input: () => input, signal: () => undefined });
  return !isMutation({ kind }) ? base.query(resolve) : base.mutation(resolve);
}

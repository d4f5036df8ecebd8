// Requests for an operation of the OpenAPI document: valid ones, and ones that are wrong in one place.

import fc from 'fast-check';
import type { Drawing, Schema } from './drawn-values.ts';

type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema };

export type Operation = {
  operationId: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  parameters: Parameter[];
  /** By media type. */
  bodies: Record<string, Schema>;
};

type Documented = {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};

type Document = { paths?: object | undefined; components?: { parameters?: object } | undefined };

export function operationsOf({ paths = {}, components }: Document): Operation[] {
  const shared = Object.entries((components?.parameters ?? {}) as Record<string, Parameter>);
  const resolve = (one: Parameter | { $ref: string }) =>
    '$ref' in one ? shared.flatMap(([name, parameter]) => (one.$ref.endsWith(`/${name}`) ? parameter : [])) : one;
  return Object.entries(paths as Record<string, Record<string, Documented>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, parameters = [], requestBody }]) => ({
      operationId,
      method: method.toUpperCase() as Operation['method'],
      path,
      parameters: parameters.flatMap(resolve),
      bodies: Object.fromEntries(
        Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema]),
      ),
    })),
  );
}

export type Request = {
  /** The values of parameters, by name. */
  texts: Record<string, unknown>;
  body?: unknown;
  type?: string;
  /** What is wrong with it. */
  wrong?: { in: Parameter['in'] | 'body'; name: string };
};

/** Half of the requests are valid. */
export function requestsFor(operation: Operation, drawing: Drawing): fc.Arbitrary<Request> {
  const valid = validRequests(operation, drawing);
  const wrong = [...wrongParameters(operation, drawing, valid), ...wrongBodies(operation, drawing, valid)];
  return wrong.length === 0 ? valid : fc.oneof(valid, fc.oneof(...wrong));
}

function validRequests({ parameters, bodies }: Operation, drawing: Drawing): fc.Arbitrary<Request> {
  const drawn = parameters.map(({ name, schema }) => [name, drawing.field(name, schema)] as const);
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  const texts = fc.record(Object.fromEntries(drawn), { requiredKeys: required });
  const sent = Object.entries(bodies).map(([type, schema]) =>
    fc.tuple(texts, drawing.valid(schema)).map(([given, body]) => ({ texts: given, body, type })),
  );
  return sent.length > 0 ? fc.oneof(...sent) : texts.map((given) => ({ texts: given }));
}

function wrongParameters({ parameters }: Operation, drawing: Drawing, valid: fc.Arbitrary<Request>) {
  return parameters.flatMap(({ name, schema, in: place }) => {
    const wrong = drawing.wrongText(schema);
    if (!wrong) return [];
    return fc.tuple(valid, wrong).map(([request, text]) => ({
      ...request,
      texts: { ...request.texts, [name]: text },
      wrong: { in: place, name },
    }));
  });
}

function wrongBodies({ bodies }: Operation, drawing: Drawing, valid: fc.Arbitrary<Request>) {
  const schema = bodies['application/json'];
  if (!schema) return [];
  return drawing.wrongFields(schema).map(({ name, value }) =>
    fc.tuple(valid, value).map(([{ texts }, body]) => ({
      texts,
      body,
      type: 'application/json',
      wrong: { in: 'body' as const, name },
    })),
  );
}

const MULTIPART = 'multipart/form-data';

function encoded(body: unknown, type: string | undefined): string | FormData | undefined {
  if (type === 'application/x-www-form-urlencoded') return `${new URLSearchParams(body as Record<string, string>)}`;
  return type === MULTIPART ? formOf(body as Record<string, string | string[]>) : JSON.stringify(body);
}

/** A form of files alone. */
function formOf(fields: Record<string, string | string[]>): FormData {
  const form = new FormData();
  for (const [name, contents] of Object.entries(fields)) {
    for (const content of [contents].flat()) form.append(name, new Blob([content]), 'a.txt');
  }
  return form;
}

/** The address of a request, and its body as it is sent. */
export function written({ method, path, parameters }: Operation, { texts, body, type }: Request) {
  const rest = new Map(Object.entries(texts).filter(([, value]) => value !== undefined));
  const isToldBySender = type === undefined || type === MULTIPART; // which knows the boundary
  const headers: Record<string, string> = isToldBySender ? {} : { 'content-type': type };
  for (const { name } of parameters.filter((one) => one.in === 'header' && rest.has(one.name))) {
    headers[name] = String(rest.get(name));
    rest.delete(name);
  }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = [rest.get(name)].flat().join();
    rest.delete(name);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(
    [...rest].flatMap(([name, value]) => [value].flat().map((one) => [name, `${one}`])),
  );
  const payload = encoded(body, type);
  return {
    method,
    url: `/api/v1${filled}${query.size > 0 ? `?${query}` : ''}`,
    ...(payload !== undefined && { payload }),
    headers,
  };
}

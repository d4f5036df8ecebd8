// Runs on sqlite: it tests what lies above the database.

// C42: a filter or a field that nobody knows is refused, with the name that was probably meant.

import { documentedQuery } from '@docket/kit/document-check';
import { serveWorld } from '@docket/kit/world';
import { restBindings } from '@docket/rest';
import { afterAll, describe, expect, test } from 'vitest';

type Problem = { errors?: { path: string; message: string; code: string }[] };

const { server, users, comment, restore, docket } = await serveWorld(afterAll);
const token = users.root.access_token;

const operations = restBindings().map((one) => ({ ...one, name: `${one.method} ${one.path}` }));
const withBody = operations.filter(({ method }) => method !== 'GET' && method !== 'DELETE');
const updates = operations.filter(({ method }) => method === 'PATCH' || method === 'PUT');

/** What an address names, unless it may be the first issue. */
const named: Record<string, string> = { comment_id: comment.id };

type Sent = {
  method: string;
  path: string;
  query?: string;
  payload?: object | string;
  headers?: Record<string, string>;
};

async function ask({ method, path, query = '', payload, headers = {} }: Sent) {
  const url = path.replace(/\{(\w+)\}/, (_, name: string) => named[name] ?? '1') + query;
  const response = await server.request({
    method: method as 'GET',
    url,
    token,
    headers,
    ...(payload && { payload }),
  });
  const { errors = [] } = response.statusCode < 400 ? {} : response.json<Problem>();
  return { status: response.statusCode, headers: response.headers, errors };
}

const issues = { method: 'GET', path: '/api/v1/issues' };

test.each(operations)('C42: $name refuses a parameter that it does not know', async ({ method, path }) => {
  const { status, errors } = await ask({ method, path, query: '?unheard_of=1' });
  expect([status, errors]).toEqual([
    422,
    [{ path: 'unheard_of', message: expect.stringMatching(/^Unknown: /), code: 'unknown_parameter' }],
  ]);
});

test.each(operations)('$name knows the parameters that are documented, and no others', async (operation) => {
  const { method, path, procedure } = operation;
  for (const name of documentedQuery({ method, path })) {
    // A feed has an end only where it is asked for one.
    const query = name === 'follow' ? '?follow=0' : `?${name}=1${procedure.kind === 'feed' ? '&follow=0' : ''}`;
    const { errors } = await ask({ method, path, query });
    expect(errors.map(({ code }) => code)).not.toContain('unknown_parameter');
    const misspelt = await ask({ method, path, query: `?x${name}x=1` });
    expect(misspelt.errors.map(({ code }) => code)).toEqual(['unknown_parameter']);
  }
});

test.each([
  ['state=closed', 'status'],
  ['statuss=closed', 'status'],
  ['STATUS=closed', 'status'],
  ['per_page=5', 'size'],
  ['perPage=5', 'size'],
  ['max=5', 'limit'],
  ['offset=20', 'page'],
  ['page_token=abc', 'cursor'],
  ['lable=bug', 'label'],
  ['labels=bug', 'label'],
  ['tags=bug', 'label'],
  ['creator=ada', 'author'],
  ['assigned_to=ada', 'assignee'],
  ['page[]=1', 'page'],
])('C42: ?%s is refused, and told from %s', async (query, meant) => {
  const { status, errors } = await ask({ ...issues, query: `?${query}` });
  expect([status, errors]).toEqual([
    422,
    [{ path: query.split('=')[0], message: `Unknown: did you mean \`${meant}\`?`, code: 'unknown_parameter' }],
  ]);
});

test.each(['jahr=2000', '_=1', 'x'])('C42: for ?%s, all that is known is listed', async (query) => {
  const { status, errors } = await ask({ ...issues, query: `?${query}` });
  expect(status).toBe(422);
  expect(errors[0]?.message).toMatch(/^Unknown: known here: page, size, limit, cursor, project, status/);
});

test('a parameter of many is refused shortly', async () => {
  const query = `?${Array.from({ length: 500 }, (_, at) => `unheard_of_${at}=1`).join('&')}`;
  expect((await ask({ ...issues, query })).errors).toHaveLength(20);
  const [{ path } = { path: '' }] = (await ask({ ...issues, query: `?${'x'.repeat(10_000)}=1` })).errors;
  expect(path).toHaveLength(100);
});

describe('Prefer: handling=strict', () => {
  const strict = { prefer: 'handling=strict' };
  const form = {
    payload: '--x\r\ncontent-disposition: form-data; name="unheard_of"\r\n\r\n1\r\n--x--\r\n',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  };

  test.each(withBody)('H2: has $name refuse a field that it does not know', async ({ method, path, procedure }) => {
    const body = procedure.kind === 'upload' ? form : { payload: { unheard_of: 1 }, headers: {} };
    const { status, errors, headers } = await ask({ method, path, ...body, headers: { ...body.headers, ...strict } });
    expect([status, headers['preference-applied'], errors]).toEqual([
      422,
      'handling=strict',
      [{ path: 'unheard_of', message: expect.stringMatching(/^Unknown: /), code: 'unknown_field' }],
    ]);
  });

  test('H2: looks at what stands within lists, too', async () => {
    const issue = { titel: 'x', comments: [{ text: 'x' }] };
    const payload = { source: 'github:a/b', labels: [], issues: [issue] };
    const { errors } = await ask({ method: 'POST', path: '/api/v1/archive/import', payload, headers: strict });
    expect(errors.map(({ path, message }) => [path, message])).toEqual([
      ['issues.0.titel', 'Unknown: did you mean `title`?'],
      ['issues.0.comments.0.text', 'Unknown: did you mean `body`?'],
    ]);
  });

  const valid = { title: 'Crash on save', description: 'It crashes', state: 'open' };

  test.each([
    ['handling=strict', 422],
    ['respond-async, Handling = "strict"; foo=1', 422],
    ['handling=lenient', 201],
    ['handling=lenient, handling=strict', 201],
    ['handling=stricter', 201],
    ['return=minimal', 201],
  ])('is heard in %s: %i', async (prefer, expected) => {
    await restore();
    const { status, headers } = await ask({ ...issues, method: 'POST', payload: valid, headers: { prefer } });
    expect([status, headers['preference-applied']]).toEqual([
      expected,
      expected === 422 ? 'handling=strict' : undefined,
    ]);
  });

  test('takes a body of which all is known', async () => {
    await restore();
    const { state: _, ...payload } = valid;
    expect((await ask({ ...issues, method: 'POST', payload, headers: strict })).status).toBe(201);
  });
});

describe('H2: an update', () => {
  test.each(updates)('by $name with fields of which none is known is refused', async ({ method, path }) => {
    const { status, errors } = await ask({ method, path, payload: { unheard_of: 1, nor_of_this: 2 } });
    expect([status, errors.map(({ path, code }) => [path, code])]).toEqual([
      422,
      [
        ['unheard_of', 'unknown_field'],
        ['nor_of_this', 'unknown_field'],
      ],
    ]);
  });

  test('says what was probably meant', async () => {
    const { errors } = await ask({ method: 'PATCH', path: '/api/v1/issues/1', payload: { state: 'closed' } });
    expect(errors[0]?.message).toBe('Unknown: did you mean `status`?');
  });

  test('is refused through every door', async () => {
    const { access_token } = users.ada;
    const input = { id: '1', state: 'closed' };
    await expect(docket.caller({ access_token }).issue.update(input)).rejects.toThrow('not valid');
    const answer = await server.request({
      method: 'POST',
      url: '/trpc/issue.update',
      token: access_token,
      payload: input,
    });
    expect(answer.json().error.data).toMatchObject({
      httpStatus: 422,
      errors: [{ path: 'state', code: 'unknown_field' }],
    });
  });

  test('with one known field leaves the others aside, and one without any changes nothing', async () => {
    await restore();
    const path = '/api/v1/issues/1';
    expect((await ask({ method: 'PATCH', path, payload: { status: 'closed', unheard_of: 1 } })).status).toBe(200);
    expect((await ask({ method: 'PATCH', path, payload: {} })).status).toBe(200);
  });
});

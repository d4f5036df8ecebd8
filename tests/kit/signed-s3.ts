// A small S3 server that holds every request against its signature (AWS Signature Version 4), in memory. s3rver, the other
// one of the tests, takes any signature and none.

import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { OnEnd } from './database.ts';

/** Those of s3rver, which knows no others. */
export const S3_KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

export type SignedS3 = { endpoint: string; objects: Map<string, Buffer>; uploads: Map<string, Buffer[]> };

/** Starts one with the bucket `files`, which ends with the test. */
export async function startSignedS3(onEnd: OnEnd = onTestFinished): Promise<SignedS3> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Buffer[]>();
  const server = createServer((request, response) => {
    void answer(request, response, { objects, uploads });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => stop(server));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, uploads };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}

type Bucket = Pick<SignedS3, 'objects' | 'uploads'>;

async function answer(request: IncomingMessage, response: ServerResponse, bucket: Bucket): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const url = new URL(request.url ?? '', 'http://s3');
  const refuse = (status: number, code: string) =>
    response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  if (!isSigned(request, url)) return void refuse(403, 'SignatureDoesNotMatch');
  const key = decodeURIComponent(url.pathname).replace(/^\/files\/?/, '');
  const does = `${request.method} ${[...url.searchParams.keys()].filter((name) => /^(uploads|uploadId|list-type)$/.test(name))}`;
  const act = ACTS[does] ?? (() => refuse(400, 'InvalidRequest'));
  act({ request, response, url, key, body, refuse, ...bucket });
}

type Exchange = Bucket & {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  key: string;
  body: Buffer;
  refuse(status: number, code: string): void;
};

const xml = (response: ServerResponse, text: string) =>
  response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${text}`);

const ACTS: Record<string, (exchange: Exchange) => void> = {
  'PUT ': ({ key, body, objects, response }) => {
    objects.set(key, body);
    response.writeHead(200, { etag: tagOf(body) }).end();
  },
  'GET ': ({ request, key, objects, response, refuse }) => {
    const found = objects.get(key);
    if (!found) return refuse(404, 'NoSuchKey');
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    if (first === undefined) return void response.writeHead(200).end(found);
    response.writeHead(206).end(found.subarray(Number(first), last ? Number(last) + 1 : undefined));
  },
  'DELETE ': ({ key, objects, response }) => {
    objects.delete(key);
    response.writeHead(204).end();
  },
  'POST uploads': ({ uploads, response }) => {
    const id = randomUUID();
    uploads.set(id, []);
    xml(response, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  },
  'PUT uploadId': ({ url, body, uploads, response }) => {
    const parts = uploads.get(url.searchParams.get('uploadId') ?? '');
    if (parts) parts[Number(url.searchParams.get('partNumber')) - 1] = body;
    response.writeHead(parts ? 200 : 404, { etag: tagOf(body) }).end();
  },
  'POST uploadId': ({ url, key, uploads, objects, response, refuse }) => {
    const id = url.searchParams.get('uploadId') ?? '';
    const parts = uploads.get(id) ?? [];
    if (parts.slice(0, -1).some(({ length }) => length < 5 * 1024 * 1024)) return refuse(400, 'EntityTooSmall');
    objects.set(key, Buffer.concat(parts));
    uploads.delete(id);
    xml(response, '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>');
  },
  'DELETE uploadId': ({ url, uploads, response }) => {
    uploads.delete(url.searchParams.get('uploadId') ?? '');
    response.writeHead(204).end();
  },
  'GET list-type': ({ url, objects, response }) => {
    const [prefix, most] = [url.searchParams.get('prefix') ?? '', Number(url.searchParams.get('max-keys') ?? 1000)];
    const after = url.searchParams.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
    const page = keys.slice(0, Math.min(most, PAGE));
    const isCut = page.length < keys.length;
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>2026-01-31T09:30:00.000Z</LastModified><ETag>"x"</ETag><Size>${objects.get(key)?.length}</Size></Contents>`,
    );
    const next = isCut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    xml(
      response,
      `<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${next}<KeyCount>${page.length}</KeyCount>${contents.join('')}</ListBucketResult>`,
    );
  },
};

/** Small, so that a test walks several. */
const PAGE = 3;

function tagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** As the documentation of S3 has it ("Authenticating Requests: Using the Authorization Header"). */
function isSigned({ method, headers }: IncomingMessage, url: URL): boolean {
  const form = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, credential = '', names = '', signature] = form.exec(headers.authorization ?? '') ?? [];
  const [accessKey, date = '', region = '', service = ''] = credential.split('/');
  if (accessKey !== S3_KEYS.accessKeyId || service !== 's3' || !names.split(';').includes('host')) return false;
  const escaped = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).toSorted();
  const sent = names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  const content = String(headers['x-amz-content-sha256']);
  const canonical = [method, url.pathname, query.join('&'), sent.join(''), names, content].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n');
  const dated = hmac(`AWS4${S3_KEYS.secretAccessKey}`, date);
  const key = hmac(hmac(hmac(dated, region), 's3'), 'aws4_request');
  return hmac(key, toSign).toString('hex') === signature;
}

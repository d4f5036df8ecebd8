import type { Sent } from './rpc-twins.ts';

type Drawing = { seed: number; count: number; names: Names };

/** Of the procedures that are called with either method. */
type Names = { GET: string[]; POST: string[] };

const METHODS = ['GET', 'GET', 'GET', 'GET', 'POST', 'POST', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'];
const ODD_JOINTS = ['%2C', ',,', '.', ';', ''];
const ODD_KEYS = ['x', '0', '__proto__', '-1', '01'];
const ODD_NAMES = ['nowhere', '', '__proto__', 'constructor', 'user%2Eme', 'user%252Eme', 'User.me', '%', '%ff'];
const VALUES = [
  '{}',
  '{"id":"1"}',
  '{"id":"99"}',
  '{"id":1}',
  '{"size":1}',
  '{"name":"x y"}',
  '"1"',
  '1',
  'null',
  '[]',
  '{',
];
const ODD_PARAMETERS = [
  'x=1',
  'batch',
  'batch=0',
  'BATCH=1',
  'input',
  'input=',
  '',
  '#',
  '&',
  'connectionParams={}',
  'input=%zz',
];
const PEOPLE = ['ada', 'bob', 'root', 'robot', 'anonymous', 'nonsense'] as const;
const HEADERS = [{}, {}, {}, {}, { accept: '*/*' }, { accept: 'text/html' }, { 'content-type': 'text/plain' }];

/** Requests of so many random pieces, the same for the same seed. */
export function* drawRequests({ seed, count, names }: Drawing): Generator<Sent> {
  const lot = drawing(seed);
  for (let drawn = 0; drawn < count; drawn += 1) yield drawRequest(lot, names);
}

function drawRequest(lot: Lot, names: Names): Sent {
  const { pick, often } = lot;
  const method = pick(METHODS);
  const size = pick([0, 0, 1, 2, 5, 10, 11]);
  const usual = often() ? names[method === 'POST' ? 'POST' : 'GET'] : [...names.GET, ...names.POST, ...ODD_NAMES];
  const called = Array.from({ length: size || 1 }, () => pick(usual));
  const input = size > 0 && often() ? drawInputs(lot, called.length) : pick(VALUES);
  const inBody = ['POST', 'PUT', 'DELETE'].includes(method);
  const parameters = [
    ...(size > 0 ? ['batch=1'] : []),
    ...(inBody && often() ? [] : [`input=${pick([encodeURIComponent, encodeURI, plus])(input)}`]),
    ...(often() ? [] : [pick(ODD_PARAMETERS)]),
  ];
  if (!often()) parameters.reverse();
  const path = `/trpc/${called.join(often() ? ',' : pick(ODD_JOINTS))}?${parameters.join('&')}`;
  return { method, path, as: pick(PEOPLE), ...(inBody ? { body: input } : { headers: pick(HEADERS) }) };
}

function drawInputs({ pick, often }: Lot, length: number): string {
  const inputs = Array.from({ length }, (_, index) => `"${often() ? index : pick(ODD_KEYS)}":${pick(VALUES)}`);
  return `{${inputs.join()}}`;
}

/** As forms encode it. */
function plus(value: string): string {
  return new URLSearchParams({ value }).toString().slice('value='.length);
}

type Lot = { pick<T>(from: readonly T[]): T; often(): boolean };

function drawing(seed: number): Lot {
  const next = mulberry32(seed);
  return { pick: <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T, often: () => next() < 0.9 };
}

/** A small generator of random numbers, by Tommy Ettinger. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

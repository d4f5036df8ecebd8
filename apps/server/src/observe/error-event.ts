import { randomUUID } from 'node:crypto';
import type { Fault, Settings } from '@docket/router';

/** An event of Sentry's (develop.sentry.dev/sdk/data-model/event-payloads). */
export type ErrorEvent = {
  event_id: string;
  timestamp: number;
  platform: 'node';
  level: 'error';
  release: string;
  environment: string;
  transaction?: string;
  exception: { values: Exception[] };
  extra: { not_reported: number };
};

type Exception = { type: string; value: string; stacktrace?: { frames: Frame[] } };

type Frame = { filename: string; function: string; lineno: number; colno: number; in_app: boolean };

const MAX_CAUSES = 3;
const MAX_FRAMES = 50;
const MAX_MESSAGE = 200;

/**
 * What may be told of a fault to others: its kinds, its places in the code, and its messages without the values in them.
 * Nothing of the request but the procedure or route, and nothing of the machine.
 */
export function errorEvent({ error, details }: Pick<Fault, 'error' | 'details'>, settings: Release): ErrorEvent {
  const transaction = placeIn(details);
  return {
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: Date.now() / 1000,
    platform: 'node',
    level: 'error',
    release: `docket@${settings.VERSION}`,
    environment: settings.ENVIRONMENT,
    ...(transaction !== undefined && { transaction }),
    exception: { values: chainOf(error).map(exceptionOf).reverse() }, // Sentry has the cause first
    extra: { not_reported: 0 },
  };
}

export type Release = Pick<Settings, 'VERSION' | 'ENVIRONMENT'>;

/** What faults of one kind have in common: all but the time. */
export function kindOf({ transaction, exception }: ErrorEvent): string {
  return JSON.stringify([transaction, exception]);
}

/** The procedure, the route or the work in which it came up: names of ours. */
function placeIn(details: object): string | undefined {
  const { procedure, route, work } = details as Record<string, unknown>;
  return [procedure, route, work].find((one) => typeof one === 'string');
}

/** The error and what has caused it. */
function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && chain.length < MAX_CAUSES; ) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

function exceptionOf(thrown: unknown): Exception {
  if (!(thrown instanceof Error)) return { type: typeof thrown, value: '' };
  const frames = framesOf(thrown);
  const code = 'code' in thrown && /^\w{1,40}$/.test(String(thrown.code)) ? `${String(thrown.code)}: ` : '';
  return {
    type: /^\w{1,50}$/.test(thrown.name) ? thrown.name : 'Error',
    value: code + withoutValues(thrown.message),
    ...(frames.length > 0 && { stacktrace: { frames } }),
  };
}

/**
 * The words of a message that its author has written, as far as that can be told: what stands in quotes goes, from the
 * first to the last of them, because a value may hold quotes itself; and of the rest all that is not a plain word.
 */
export function withoutValues(message: string): string {
  const [line = ''] = message.split('\n', 1);
  const unquoted = ['"', "'", '`'].reduce(withoutQuoted, line);
  const words = unquoted
    .trim()
    .split(/ +/)
    .filter(Boolean)
    .map((word) => (/^[(]?[A-Za-z]{1,20}[),.:;]{0,2}$/.test(word) ? word : '…'));
  return words
    .join(' ')
    .replace(/…( …)+/g, '…')
    .slice(0, MAX_MESSAGE);
}

function withoutQuoted(line: string, quote: string): string {
  const [from, to] = [line.indexOf(quote), line.lastIndexOf(quote)];
  return from === -1 ? line : `${line.slice(0, from)} … ${from === to ? '' : line.slice(to + 1)}`;
}

const FRAME =
  /^\s+at (?:(?:async )?(?<name>[\w.$<>#[\] ]{1,100}) \()?(?<file>[^()\s]+?):(?<line>\d+):(?<column>\d+)\)?$/;

/** The oldest first, as Sentry has them. The message stands before them in a stack, and may look like one. */
function framesOf({ stack = '', message }: Error): Frame[] {
  const at = stack.indexOf(message);
  if (at === -1) return [];
  const lines = stack.slice(at + message.length).split('\n');
  return lines.slice(0, MAX_FRAMES).flatMap(frameOf).reverse();
}

function frameOf(line: string): Frame[] {
  const { name = '?', file = '', line: lineno, column } = FRAME.exec(line)?.groups ?? {};
  const filename = placeOfFile(file);
  if (filename === undefined) return [];
  const in_app = !/^node[:_]/.test(filename); // of Node itself, or of a package
  return [{ filename, function: name, lineno: Number(lineno), colno: Number(column), in_app }];
}

/** From the package on: the folders before it may name somebody. */
function placeOfFile(file: string): string | undefined {
  if (file.startsWith('node:')) return file;
  return /^.*\/(node_modules\/.*)$/.exec(file)?.[1] ?? /\/((?:apps|packages)\/[^/]+\/src\/.*)$/.exec(file)?.[1];
}

import type { Caller } from '@docket/router';
import type { Command } from 'commander';

/**
 * Where the calls of a command go: to the database of this machine, or to a server elsewhere. A command speaks to this
 * and to nothing else, so it does not know which one it is.
 */
export type Target = {
  /** The procedures. A refused call throws an AppError or, from a server, a Refusal. */
  caller: Caller;
  /** Makes a REST request to this whole path, such as `/api/v1/issues`. */
  send(request: RestRequest): Promise<RestAnswer>;
  /** The address of the pages for people; undefined where nobody has said it. */
  pages: string | undefined;
  close(): Promise<void>;
};

/** Any procedure. */
export type AnyCall = (input: unknown) => Promise<unknown>;

type Features = Record<string, Record<string, AnyCall> | undefined>;

/**
 * The procedure of this name, such as `issue.list`.
 *
 * @throws Error when there is none
 */
export function procedureOf(caller: Caller, name: string): AnyCall {
  const [feature = '', verb = ''] = name.split('.');
  const features = caller as unknown as Features; // TypeScript cannot follow it by a name that is computed
  const call = features[feature]?.[verb];
  if (!call) throw new Error(`There is no procedure ${name}`);
  return call;
}

export type RestRequest = {
  method: string;
  path: string;
  /** JSON, as it is sent. */
  body?: string | undefined;
};

/** An answer with all of its body; of one that goes on until somebody ends it, the pieces as they come. */
export type RestAnswer = { status: number; headers: [name: string, value: string][] } & (
  | { body: string }
  | { pieces: AsyncIterable<string> }
);

/** What stands in the content type of a stream of events. */
export function isStream(contentType: unknown): boolean {
  return String(contentType).startsWith('text/event-stream');
}

/** What people say about where calls go, and who makes them. */
export type Choice = {
  /** The address of a server. */
  server?: string;
  /** A user of the database of this machine. */
  as?: string;
  /** The database of this machine, even when there is a login. */
  local?: true;
};

/** The options that every command has which makes calls. */
export function addTargetOptions(program: Command): Command {
  return program
    .option('--server <url>', 'a Docket elsewhere (default: that of "docket login", else the database of this machine)')
    .option('--local', 'the database of this machine, although there is a login')
    .option('--as <user>', 'who calls, by email address or username: only on the database of this machine');
}

export function choiceOf(command: Command): Choice {
  const { server, as, local } = command.optsWithGlobals<Choice>();
  return { ...(server && { server }), ...(as && { as }), ...(local && { local }) };
}

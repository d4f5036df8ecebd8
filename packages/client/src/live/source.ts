// What comes from the server.

import { download } from '../download.ts';
import { follow } from '../follow.ts';
import type { DocketClient, Message, SyncChanges, SyncMessage } from '../index.ts';
import type { Line } from './copy.ts';

/** All rows as of one position. */
export type Beginning = { cursor: string; schema: number; project_ids: string[]; lines: Line[] };

export type Asked = { projects?: string[]; since?: string };

/** @throws Error when it ends before its end, such as by a lost connection */
export async function bootstrap(docket: DocketClient, asked: Asked, signal: AbortSignal): Promise<Beginning> {
  const { content } = await download(docket, 'sync.bootstrap', asked, { signal });
  let first: { cursor: string; schema: number; projects: string[] } | undefined;
  let isWhole = false;
  const lines: Line[] = [];
  for await (const text of linesOf(content)) {
    const line = JSON.parse(text);
    if (line.protocol) first = line;
    else if (line.end) isWhole = line.rows === lines.length;
    else lines.push(line);
  }
  if (!first || !isWhole) throw new Error('The answer was cut off');
  return { cursor: first.cursor, schema: first.schema, project_ids: first.projects, lines };
}

export function changes(
  docket: DocketClient,
  input: { projects?: string[]; cursor: string; schema: number },
  signal: AbortSignal,
): Promise<SyncChanges> {
  return docket.sync.changes.query(input, { signal });
}

export function stream(
  docket: DocketClient,
  input: { projects?: string[]; cursor: string },
  signal: AbortSignal,
): AsyncIterable<Message<SyncMessage>> {
  return follow(docket.sync.stream.subscribe, input, { signal });
}

async function* linesOf(content: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = content.getReader();
  let rest = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (rest + decoder.decode(next.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

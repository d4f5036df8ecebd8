import type { DocketClient, DocketDownloads } from './generated/contract.ts';
import { DOWNLOADS } from './generated/downloads.ts';
import { sendRest } from './rest.ts';

/** A content that is under way. `new Response(content).blob()` gathers it, and `.text()` reads it. */
export type DocketDownload = {
  /** The bytes. Whoever does not want all of them cancels it. */
  content: ReadableStream<Uint8Array>;
  content_type: string;
  /** What to save it as; undefined where it has no name. */
  filename: string | undefined;
  /** In bytes; undefined where nobody knows it before the end. */
  size: number | undefined;
};

/**
 * Asks for a content, in the session of a client, and gives it as it comes: `download(docket, 'issue.export', { … })`.
 *
 * @throws DocketError what the server refused it with, as calls do. A content that ends before its time, such as by a
 *   lost connection, throws when it is read.
 */
export async function download<Name extends keyof DocketDownloads>(
  docket: DocketClient,
  name: Name,
  input: DocketDownloads[Name],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<DocketDownload> {
  const path = pathOf(DOWNLOADS[name] ?? '', { ...input });
  const { headers, body } = await sendRest(docket, { procedure: name, path, init: signal ? { signal } : {} });
  const size = headers.has('content-encoding') ? null : headers.get('content-length');
  return {
    content: body ?? new Blob([]).stream(),
    content_type: headers.get('content-type') ?? 'application/octet-stream',
    filename: nameIn(headers.get('content-disposition') ?? ''),
    size: size === null ? undefined : Number(size),
  };
}

/** Fields that are not in the path stand in the query; a list as its name over and over. */
function pathOf(template: string, input: Record<string, unknown>): string {
  const rest = new Map(Object.entries(input));
  const path = template.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = rest.get(field);
    rest.delete(field);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const [field, value] of rest) {
    for (const one of [value].flat()) if (one !== undefined && one !== null) query.append(field, String(one));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** The name of a file, as the server writes it (RFC 6266). */
function nameIn(disposition: string): string | undefined {
  const [, coded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? [];
  if (coded !== undefined) return decodeURIComponent(coded);
  const [, quoted, token] = /filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? token;
}

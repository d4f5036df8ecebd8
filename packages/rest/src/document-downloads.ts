import type { ProcedureInfo } from '@docket/router';
import { refer } from './document-headers.ts';

const CONTENT_RANGE = {
  description: 'Which bytes these are, and of how many (RFC 9110, section 14.4)',
  schema: { type: 'string' },
  example: 'bytes 0-1023/146515',
};

/** What a download answers: text or bytes of one of its media types. */
export function downloadResponse({ media = [], hasParts }: ProcedureInfo, headers: object) {
  const content = Object.fromEntries(media.map((type) => [type, { schema: schemaOf(type) }]));
  const shown = { ...refer('Content-Disposition'), ...(hasParts && refer('ETag')), ...headers };
  return { description: 'The content, as a stream', headers: shown, content };
}

/** What a feed answers. OpenAPI 3.1 has no words for what is in a stream: the description names it. */
export function streamResponse({ output }: ProcedureInfo, headers: object) {
  const description = `Server-sent events: the \`data\` of each message is a \`${output.meta()?.id}\`, and its \`id\` where it stands in the log. A message \`expiring\` says when the credentials expire, and a message \`problem\` why the stream ends`;
  return { description, headers, content: { 'text/event-stream': { schema: { type: 'string' } } } };
}

/** The answers to a caller who has the content already, and to one who asks for a part of it. */
export function partResponses({ media = [], hasParts }: ProcedureInfo) {
  if (!hasParts) return {};
  const content = Object.fromEntries(media.map((type) => [type, { schema: schemaOf(type) }]));
  const headers = { 'Content-Range': CONTENT_RANGE, ...refer('ETag') };
  return {
    206: { description: 'The part of the content that `Range` asks for', headers, content },
    304: { description: 'It is as the caller has it', headers: refer('ETag') },
  };
}

/** JSON is what it is, and all else is text or bytes. */
function schemaOf(type: string) {
  return type === 'application/json' ? {} : { type: 'string' };
}

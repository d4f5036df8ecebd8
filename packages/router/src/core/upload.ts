import type { Actor } from './actor.ts';
import type { FlowContext } from './context.ts';

/** A file that a caller hands over. A Blob is read piece by piece, too. */
export type SentFile = { filename: string; content: AsyncIterable<Uint8Array> | Blob };

/** The files of a call, one after another: each is read to its end before the next one comes. */
export type SentFiles = Iterable<SentFile> | AsyncIterable<SentFile>;

/**
 * What an upload gets. What goes wrong on the way throws where the content is read. Whoever reads a content is done with a
 * piece when it asks for the next one: its memory may be let go of.
 */
export type UploadContext<Who extends Actor = Actor> = FlowContext<Who> & {
  /** Its Idempotency-Key came before. What it sends is only read, and `answer` says whether it is the same. */
  isRepeat: boolean;
  files: AsyncIterable<{ filename: string; content: AsyncIterable<Uint8Array> }>;
};

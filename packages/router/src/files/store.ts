import type { ByteRange } from '../core/byte-range.ts';

/** A file that is in a store, whether anybody knows of it or not. */
export type StoredFile = { id: string; written_at: string };

/**
 * Where the content of files is kept. Files are known by an id, are written once and never changed. A store that cannot
 * be reached, is full or refuses us is an AppError `unavailable`.
 */
export type FileStore = {
  /** Where it is, for people: without secrets. */
  place: string;
  /**
   * Writes a file. All of it is there once this ends; when `content` or the store throws, nothing is. It holds no piece when
   * it asks for the next one.
   */
  write(id: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * A file, or some of its bytes, piece by piece. Whoever stops reading lets go of it.
   *
   * @throws AppError `file_missing` when it is not there
   */
  read(id: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Does nothing where there is none. */
  delete(id: string): Promise<void>;
  /** All files that are whole, in any order. */
  list(): AsyncIterable<StoredFile>;
};

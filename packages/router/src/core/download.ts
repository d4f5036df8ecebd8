import type { ActorReader } from '../visibility/handles.ts';
import type { Actor, By } from './actor.ts';
import type { ByteRange } from './byte-range.ts';
import type { Context } from './context.ts';

/** What a download gives. */
export type Download = {
  /**
   * The bytes, and texts in UTF-8, piece by piece. Work begins with the first piece that is asked for and ends when the
   * iterator is done or given back, so that a content that nobody reads costs nothing. Bytes are given away: their memory may
   * be let go of once they are sent.
   */
  content: AsyncIterable<Uint8Array | string>;
  /** Such as `text/csv; charset=utf-8`. */
  content_type: string;
  /** What to save it as. Left out: it has no name. */
  filename?: string;
  /** In bytes, where it is known. */
  size?: number;
  /** Another one as soon as the content is another: an entity tag without its quotes. */
  etag?: string;
  /** The bytes from one place to another, both included, of a content that has a size and an entity tag. */
  part?(range: ByteRange): AsyncIterable<Uint8Array>;
};

/** What a download gets. */
export type DownloadContext<Who extends Actor = Actor> = Omit<Context, 'db'> &
  By<Who> & {
    db: ActorReader;
    /**
     * Reads what the actor sees, all of it as of the moment when its first item is asked for. A caller over the network
     * has one under way at a time, for a quarter of an hour: what is kept of the past for it keeps space from being freed.
     * The first looks at projects that an item holds are written down before it is given.
     */
    snapshot<T>(walk: (db: ActorReader) => AsyncIterable<T>): AsyncIterable<T>;
    /** What the actor may see of this output: the addresses of other users may be hidden. */
    show<Output>(output: Output): Output;
  };

/** A stream that is open. */
export type WatchedStream = {
  procedure: string;
  door: 'rest' | 'trpc' | 'websocket';
  /** Whether it waits for its reader. */
  isBehind(): boolean;
};

/** Is told what becomes of a stream. */
export type StreamWatch = { sent(): void; ended(how: StreamEnd): void };

/**
 * How a stream ends: its reader has left, or was cut; all was told; its reader is to come back, to another server or with
 * another token; or it was refused, such as after a logout.
 */
export type StreamEnd = 'left' | 'over' | 'sent away' | 'refused';

/** Watches each stream from its beginning on. Undefined where nobody does, which costs nothing. */
export type WatchStreams = ((stream: WatchedStream) => StreamWatch) | undefined;

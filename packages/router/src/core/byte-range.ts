/** Bytes from one place to another. Both places count from 0, and are in it. */
export type ByteRange = { first: number; last: number };

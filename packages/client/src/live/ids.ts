import { randomHex } from '../random.ts';

let last = { time: 0, count: 0 };

/** A UUID of version 7 (RFC 9562): those of a page are in the order in which they were made. */
export function newUuid(): string {
  const time = Math.max(Date.now(), last.time);
  const count = time === last.time ? last.count + 1 : 0;
  last = count < 4096 ? { time, count } : { time: time + 1, count: 0 };
  const random = randomHex(8);
  const [head, ordered] = [last.time.toString(16).padStart(12, '0'), last.count.toString(16).padStart(3, '0')];
  return `${head.slice(0, 8)}-${head.slice(8)}-7${ordered}-${'89ab'[Math.floor(Math.random() * 4)]}${random.slice(1, 4)}-${random.slice(4)}`;
}

/** Whether a copy that has come so far has what happened at a position of the same log. */
export function hasReached(cursor: string, position: string): boolean {
  const [[log, at], [other, wanted]] = [cursor.split('.'), position.split('.')];
  return log !== other || Number(at) >= Number(wanted); // of another log, it began anew since
}

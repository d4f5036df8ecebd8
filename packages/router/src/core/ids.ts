import { uuidv7 } from 'uuidv7';
import { z } from 'zod';

/** A new UUID, version 7 (RFC 9562): ids made later in this process sort later, unless the clock steps back by over 10 s. */
export function newId(): string {
  return uuidv7();
}

const UUID = z.regexes.uuid();

/** Whether a text has the form of an id. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

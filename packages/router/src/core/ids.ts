import { v7, validate } from 'uuid';

/** A new UUID, version 7 (RFC 9562): ids made later in this process sort later. */
export function newId(): string {
  return v7();
}

/** Whether a text has the form of an id. */
export function isId(text: string): boolean {
  return validate(text);
}

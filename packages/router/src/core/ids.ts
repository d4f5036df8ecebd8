import { v7 } from 'uuid';

/** A new UUID, version 7 (RFC 9562): ids made later in this process sort later. */
export function newId(): string {
  return v7();
}

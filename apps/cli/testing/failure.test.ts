// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { withoutPasswords } from '../src/failure.ts';

test.each([
  ['postgresql://ada:pw@host/db', 'postgresql://host/db'],
  ['postgresql://ada:p@w@host/db?sslmode=require', 'postgresql://host/db'],
  ['postgres://host/db?password=secret', 'postgres://host/db'],
  ['postgres://host/db?password=se@cret', 'postgres://…'],
  ['postgres://ada:p?w@host/db', 'postgres://…'],
  ['moved from postgres://u:p@a/b to postgres://u:q@c/d', 'moved from postgres://a/b to postgres://c/d'],
  ['sqlite:./data/docket.db', 'sqlite:./data/docket.db'],
])('what is printed of the address %s holds no password', (text, printed) => {
  expect(withoutPasswords(text)).toBe(printed);
});

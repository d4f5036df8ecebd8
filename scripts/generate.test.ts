// Runs on none: it opens no database.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('every generated file is what its source makes of it', async () => {
  const generate = promisify(execFile)(process.execPath, [join(import.meta.dirname, 'generate.ts'), '--check']);
  await expect(generate).resolves.toMatchObject({ stdout: 'All generated files are up to date.\n' });
});

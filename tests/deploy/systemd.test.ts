// Runs on none: it opens no database.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const unit = readFileSync(join(root, 'deploy/docket.service'), 'utf8');

test('the unit starts what is there, in the folder where its settings are', () => {
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  const [, folder = ''] = /^WorkingDirectory=(.*)$/m.exec(unit) ?? [];
  const [node = '', script = '', ...more] = command.split(' ');
  expect(more).toEqual([]);
  expect(existsSync(node.replace(folder, root))).toBe(true);
  expect(existsSync(join(root, script))).toBe(true);
});

/** Without systemd the test is skipped, and the run says so. */
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test.runIf(hasSystemd)('systemd finds no fault in the unit', () => {
  const file = join(temporaryFolder(), 'docket.service');
  writeFileSync(file, unit.replaceAll('/srv/docket', root).replace('User=docket', 'User=root'));
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
  const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('docket.service'));
  expect({ status, said }).toEqual({ status: 0, said: [] });
});

import { resolve } from 'node:path';
import { findViolations } from './structure.ts';

const violations = findViolations(resolve(import.meta.dirname, '..'));
for (const { file, rule } of violations) process.stderr.write(`${file} ${rule}\n`);
process.stdout.write(
  violations.length === 0 ? 'The structure is as ARCHITECTURE.md and CONTRIBUTING.md have it.\n' : '',
);
process.exitCode = violations.length === 0 ? 0 : 1;

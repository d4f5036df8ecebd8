import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// JavaScript, because for one TypeScript file that is not in the cache Node loads all that strips types: 12 MB and 0.1 s.
// The cache holds what our sources and packages compile to, by their contents. It is written when the process ends, and
// goes with node_modules. Where we may not write there is none. Not Node's own place, which is open to every user of the
// machine (/tmp).
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/node'));
await import('./main.ts');

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// As the server does (apps/server/src/start.js, which says why), and into the same place.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/node'));
await import('./main.ts');

// `node start`, and what a supervisor starts: the server, or a sentence that says what to type.
import './scripts/right-node.cjs';

await import('./apps/server/src/start.js');

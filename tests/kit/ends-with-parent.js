// What a Node process that a test starts loads first, so that it ends with the process that started it, also when that
// one is killed: the other end of its stdin closes then. The workers of a cluster have the same stdin. JavaScript, so
// that Node need not load what strips types.

import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.stdin.once('close', () => process.kill(process.pid, 'SIGKILL'));
  process.stdin.resume();
  process.stdin.unref(); // it may end by itself before that
}

import type { Readable } from 'node:stream';

/** All that has come out of the streams, as soon as that contains `text`. */
export function collectLog(streams: Readable[]): (text: string) => Promise<string> {
  let log = '';
  const waiting: (() => void)[] = [];
  for (const stream of streams) {
    stream.on('data', (chunk) => {
      log += chunk;
      for (const look of waiting.splice(0)) look();
    });
  }
  return async (text) => {
    while (!log.includes(text)) await new Promise<void>((resolve) => waiting.push(resolve));
    return log;
  };
}

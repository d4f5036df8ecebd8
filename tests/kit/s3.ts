// s3rver, an S3 server that others have made. It checks no signature: signed-s3.ts does.

import S3rver from 's3rver';
import { type OnEnd, temporaryFolder } from './database.ts';

/** Starts s3rver, which others have made, with the bucket `files`. It ends with the test. */
export async function startS3(onEnd: OnEnd): Promise<{ endpoint: string }> {
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: temporaryFolder(onEnd),
    configureBuckets: [{ name: 'files' }],
  });
  const { port } = await server.run();
  onEnd(() => {
    server.httpServer.closeAllConnections();
    return server.close();
  });
  return { endpoint: `http://127.0.0.1:${port}` };
}

/** What FILES_URL is for the bucket `files` of such a server. */
export function s3Url(endpoint: string, folder = ''): string {
  return `s3://files/${folder}?endpoint=${encodeURIComponent(endpoint)}&region=eu-central-1`;
}

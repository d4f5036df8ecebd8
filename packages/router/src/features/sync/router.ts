import { signedIn } from '../../procedures/access.ts';
import { download, feed, query } from '../../procedures/procedure.ts';
import { bootstrap } from './flows/bootstrap.ts';
import { streamChanges } from './flows/stream.ts';
import { listChanges } from './queries/changes.ts';
import { BootstrapSync, ListChanges, StreamChanges, SyncChanges, SyncMessage } from './schema.ts';

export const sync = {
  bootstrap: download({
    access: signedIn('issues:read'),
    route: 'GET /sync/bootstrap',
    tag: 'Sync',
    operationId: 'bootstrapSync',
    summary: 'Begin a copy',
    description:
      'Projects, users, labels, milestones and issues, a row on each line, as of one position in the log, which the first line names. docs/sync.md says how a copy is kept.',
    media: ['application/x-ndjson'],
    input: BootstrapSync,
    run: bootstrap,
  }),
  changes: query({
    access: signedIn('issues:read'),
    route: 'GET /sync/changes',
    tag: 'Sync',
    operationId: 'listSyncChanges',
    summary: 'List what changed',
    description:
      'What events have touched since a position: as it is now, or `deleted` where it is out of your sight. `reset` where that cannot be told: the cursor is of another log or too far behind, or your role is another one.',
    input: ListChanges,
    output: SyncChanges,
    run: listChanges,
  }),
  stream: feed({
    access: signedIn('issues:read'),
    route: 'GET /sync/stream',
    tag: 'Sync',
    operationId: 'streamSync',
    summary: 'Follow what changes',
    description:
      'What `GET /sync/changes` lists, as it happens: a stream of server-sent events. Who comes back with the id of the last one, as `Last-Event-ID` or `cursor`, misses nothing.',
    input: StreamChanges,
    output: SyncMessage,
    run: streamChanges,
  }),
};

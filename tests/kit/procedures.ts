import type { Context } from '@docket/router';
import { anyone } from '../../packages/router/src/procedures/access.ts';
import type { Manifest, Route } from '../../packages/router/src/procedures/manifest.ts';
import { SEES_ALL } from '../../packages/router/src/visibility/sight.ts';

/** What a procedure of a test declares besides what it is about: anyone may call it, at this address. */
export function at(route: Route, manifest: Partial<Manifest> = {}): Manifest & { access: typeof anyone } {
  const operationId = route.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { access: anyone, route, operationId, tag: 'Issues', summary: 'A test', description: 'A test', ...manifest };
}

/** The context of a call by nobody, without limits and database, for tests of what is around procedures. */
export function emptyContext(): Context {
  return {
    actor: { kind: 'anonymous' },
    at: '2026-01-31T09:30:00.000Z',
    db: { read: {} },
    sight: async () => SEES_ALL,
    recordLooks: async () => undefined,
    limits: {
      countCall: async () => undefined,
      countContent: async () => undefined,
      inTurn: async (_call: unknown, work: () => unknown) => work(),
    },
    request: { id: 'the-same' },
    settings: { SHOW_EMAILS: true },
  } as unknown as Context; // a test that needs more of it fails
}

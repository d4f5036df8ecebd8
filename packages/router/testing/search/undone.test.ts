// An issue that is made and undone, while the transaction goes on, leaves no words.

import { MAIN_PROJECT_ID } from '@docket/db';
import { openTestDocket } from '@docket/kit/docket';
import { compareWords } from '@docket/kit/issue-words';
import { expect, test } from 'vitest';
import { attempt } from '../../src/core/attempts.ts';
import { createIssue } from '../../src/features/issue/commands/create.ts';
import { CreateIssue } from '../../src/features/issue/schema/write.ts';
import { writingAs } from '../../src/visibility/handles.ts';
import { sightOf } from '../../src/visibility/sight.ts';

test.each([[], ['Made after it']])('made, undone, and then %s', async (...titles) => {
  const docket = await openTestDocket({});
  const { user } = await docket.createUser('ada');
  const actor = { kind: 'user', id: user.id, role: 'user', session_id: null, token_id: null, scopes: null } as const;
  const by = { actor, at: docket.clock.now.toISOString() };
  const projects = new Map([[MAIN_PROJECT_ID, { visibility: 'internal', is_archived: false } as const]]);
  const sight = sightOf(projects, { project_ids: [MAIN_PROJECT_ID], roles: new Map() });
  const input = (title: string) => CreateIssue.parse({ title, description: 'as it says' });
  await docket.database.write((inner) =>
    writingAs(inner, sight, async (db) => {
      const undone = attempt(db, async () => {
        await createIssue(db, input('Undone'), by);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      for (const title of titles) await createIssue(db, input(title), by);
    }),
  );
  const { found, anew } = await compareWords(docket.database);
  expect(found).toEqual(anew);
});

import { createTestDatabase } from '@docket/kit/database';
import { TEST_PASSWORD, testSettings } from '@docket/kit/docket';
import { expect, onTestFinished, test } from 'vitest';
import { openDocket } from '../../src/docket.ts';

test('what somebody may see is read once, also for those who only write', async () => {
  const statements: string[] = [];
  const observer = { database: { statement: ({ sql }: { sql: string }) => void statements.push(sql) } };
  const docket = await openDocket(testSettings({ DATABASE_URL: await createTestDatabase() }), { observer });
  onTestFinished(() => docket.close());
  const script = docket.caller({ system: 'test' });
  await script.user.create({ email: 'ada@example.org', username: 'ada', password: TEST_PASSWORD });
  await script.project.list({}); // the rights are known from here on
  const ada = docket.caller({ user: 'ada' });
  const membershipsRead = async () => {
    statements.length = 0;
    await ada.issue.create({ title: 'Crash', description: 'on save' });
    return statements.filter((sql) => sql.includes('from "project_member"')).length;
  };
  expect(await membershipsRead()).toBe(1);
  expect(await membershipsRead()).toBe(0);
  await script.project.create({ key: 'WEB', name: 'Website' });
  await script.project.list({});
  expect(await membershipsRead()).toBe(1);
});

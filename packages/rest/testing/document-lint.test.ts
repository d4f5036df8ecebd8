// What linters of OpenAPI documents say.

import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { openApiDocument } from '../src/document.ts';

const document = openApiDocument({ PROJECT_NAME: 'Issue Tracker API', VERSION: '1.2.3' });

test('H10: passes the strict recommended rules of Redocly', async () => {
  const problems = await lintFromString({
    source: JSON.stringify(document),
    config: await createConfig({ extends: ['recommended-strict'] }),
  });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([]);
});

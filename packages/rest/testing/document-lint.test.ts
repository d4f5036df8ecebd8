// Runs on none: it opens no database.

// What linters of OpenAPI documents say.

import { createConfig, lintFromString } from '@redocly/openapi-core';
import { type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
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

test('H10: passes the rules of Spectral, which does not know yet that a bearer token may have scopes', async () => {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: oas as RulesetDefinition }); // its types do not know that it is one
  const problems = await spectral.run(JSON.stringify(document));
  const others = problems.filter(
    ({ code, path }) => !(code === 'oas3-operation-security-defined' && path.includes('apiToken')),
  );
  expect(others.map(({ code, message, path }) => `${code}: ${message} ${path.join('/')}`)).toEqual([]);
});

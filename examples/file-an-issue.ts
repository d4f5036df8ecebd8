require('../scripts/right-node.cjs'); // says what to type where Node is too old to read on

// Files an issue as a user: node examples/file-an-issue.ts ada "Crash on save" "An empty file crashes it."
async function fileAnIssue() {
  const { openDocket, readSettings } = await import('@docket/router');
  const [user = '', title = '', description = ''] = process.argv.slice(2);
  const docket = await openDocket(readSettings());
  const issue = await docket.caller({ user }).issue.create({ title, description, priority: 'high' });
  process.stdout.write(`Filed issue #${issue.number}\n`);
  await docket.close();
}

void fileAnIssue();

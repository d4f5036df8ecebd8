import { openDocket, readSettings } from '@docket/router';

// Files an issue as a user: node examples/file-an-issue.ts ada "Crash on save" "An empty file crashes it."
const [user = '', title = '', description = ''] = process.argv.slice(2);
const docket = await openDocket(readSettings());
const issue = await docket.caller({ user }).issue.create({ title, description, priority: 'high' });
process.stdout.write(`Filed issue #${issue.number}\n`);
await docket.close();

import { client } from './hey-api/client.gen.ts';
import { createIssue, listIssues, login, register } from './hey-api/sdk.gen.ts';

const password = 'correct horse battery staple';

export async function use(baseUrl: string, name: string) {
  const email = `${name}@example.org`;
  client.setConfig({ baseUrl });
  const registered = await register({ body: { email, password } });
  const session = await login({ body: { username: email, password } });
  client.setConfig({ auth: () => session.data?.access_token });
  const created = await createIssue({ body: { title: name, description: 'It crashes' } });
  const listed = await listIssues({ query: { status: ['open', 'closed'], author: 'me' } });
  const refused = await createIssue({ body: { title: 'x', description: 'It crashes' } });
  return {
    email: registered.data?.email,
    number: created.data?.number,
    priority: created.data?.priority,
    titles: listed.data?.items.map(({ title }) => title),
    status: refused.response?.status,
    code: refused.error?.code,
    wrong: refused.error?.errors?.map(({ path }) => path),
  };
}

import { createIssue, listIssues, login, register } from './orval.ts';

const password = 'correct horse battery staple';

/** Its address was written into the client. */
export async function use(_server: string, name: string) {
  const email = `${name}@example.org`;
  const registered = await register({ email, password });
  const session = await login({ username: email, password });
  if (session.status !== 200) throw new Error(session.data.detail);
  const signedIn = { headers: { authorization: `Bearer ${session.data.access_token}` } };
  const created = await createIssue({ title: name, description: 'It crashes' }, signedIn);
  if (created.status !== 201) throw new Error(created.data.detail);
  const listed = await listIssues({ status: ['open', 'closed'], author: 'me' }, signedIn);
  const refused = await createIssue({ title: 'x', description: 'It crashes' }, signedIn);
  if (refused.status !== 422) throw new Error('It was not refused');
  return {
    email: registered.status === 200 ? registered.data.email : undefined,
    number: created.data.number,
    priority: created.data.priority,
    titles: listed.status === 200 ? listed.data.items.map(({ title }) => title) : undefined,
    status: refused.status,
    code: refused.data.code,
    wrong: refused.data.errors?.map(({ path }) => path),
  };
}

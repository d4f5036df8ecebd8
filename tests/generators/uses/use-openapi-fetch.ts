import createClient from 'openapi-fetch';
import type { paths } from './paths.ts';

const password = 'correct horse battery staple';

export async function use(baseUrl: string, name: string) {
  const api = createClient<paths>({ baseUrl });
  const email = `${name}@example.org`;
  const registered = await api.POST('/auth/register', { body: { email, password } });
  const session = await api.POST('/auth/login', { body: { username: email, password } });
  api.use({
    onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${session.data?.access_token}`);
    },
  });
  const created = await api.POST('/issues', { body: { title: name, description: 'It crashes' } });
  const listed = await api.GET('/issues', { params: { query: { status: ['open', 'closed'], author: 'me' } } });
  const refused = await api.POST('/issues', { body: { title: 'x', description: 'It crashes' } });
  return {
    email: registered.data?.email,
    number: created.data?.number,
    priority: created.data?.priority,
    titles: listed.data?.items.map(({ title }) => title),
    status: refused.response.status,
    code: refused.error?.code,
    wrong: refused.error?.errors?.map(({ path }) => path),
  };
}

import type { RestOptions } from '@docket/rest';
import { AppError, api, type Settings } from '@docket/router';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** More than any mail program sends: `List-Unsubscribe=One-Click`, as a form of either kind. */
const MOST_BYTES = 4096;

type Options = Pick<RestOptions, 'createContext'> & { settings: Pick<Settings, 'PROJECT_NAME'> };

/**
 * Where the links lead by which mails are ended. To open one changes nothing, as programs do that look at mails; a button
 * there, or the one click of a mail program (RFC 8058), ends them, without a login.
 */
export async function unsubscribePage(app: FastifyInstance, { createContext, settings }: Options): Promise<void> {
  app.removeAllContentTypeParsers(); // what is sent says nothing that the address does not say
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, _body, done) => done(null));
  const url = '/unsubscribe/:token';
  const show = (reply: FastifyReply, words: string) =>
    reply
      .header('content-security-policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
      .type('text/html; charset=utf-8')
      .send(page(settings.PROJECT_NAME, words));

  app.get(url, async (_request, reply) =>
    show(reply, 'Get no more mail of this kind?</p><form method="post"><button>Unsubscribe</button></form><p>'),
  );

  app.post<{ Params: { token: string } }>(url, async (request, reply) => {
    const ctx = await createContext(request, reply);
    try {
      const { token } = request.params;
      await api.watch.unsubscribe.run({ ctx, input: () => ({ token }), signal: () => undefined });
    } catch (error) {
      const isWrongLink = error instanceof AppError && error.reason === 'validation_failed';
      throw isWrongLink ? new AppError('invalid_unsubscribe_token') : error;
    }
    return show(reply, 'You get no more mail of this kind. Your settings say what else you get.');
  });
}

function page(title: string, words: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body><h1>${escaped(title)}</h1><p>${words}</p></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

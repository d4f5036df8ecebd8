import type { RestOptions } from '@docket/rest';
import { AppError, api, type Docket, describeError, readUnsubscribeToken } from '@docket/router';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** More than any mail program sends: `List-Unsubscribe=One-Click`, as a form of either kind. */
const MOST_BYTES = 4096;

const ADDRESS = '/unsubscribe/:token';

type Link = { Params: { token: string } };

type Options = Pick<RestOptions, 'createContext'> & { settings: Docket['settings'] };

/**
 * Where the links lead by which mails are ended. To open one changes nothing, as programs do that look at mails; a button
 * there, or the one click of a mail program (RFC 8058), ends them, without a login.
 */
export async function unsubscribePage(app: FastifyInstance, { createContext, settings }: Options): Promise<void> {
  app.removeAllContentTypeParsers(); // what is sent says nothing that the address does not say
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null));
  const keys = [settings.SECRET_KEY, ...settings.ACCEPTED_SECRET_KEYS];
  const show = (reply: FastifyReply, words: string) =>
    reply
      .header('content-security-policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
      .type('text/html; charset=utf-8')
      .send(page(settings.PROJECT_NAME, words));
  const refuse = (reply: FastifyReply) => show(reply.code(wrongLink.status), escaped(wrongLink.detail));

  app.get<Link>(ADDRESS, async ({ params }, reply) => {
    const subscription = readUnsubscribeToken(keys, params.token);
    if (!subscription) return refuse(reply);
    const { before } = wordsFor(subscription);
    return show(reply, `${before}</p><form method="post"><button>Unsubscribe</button></form><p>`);
  });

  app.post<Link>(ADDRESS, { bodyLimit: MOST_BYTES }, async (request, reply) => {
    const ctx = await createContext(request, reply);
    try {
      const { token } = request.params;
      const ended = await api.watch.unsubscribe.run({ ctx, input: () => ({ token }), signal: () => undefined });
      return show(reply, `${wordsFor(ended as Ended).after} Your settings say what else you get.`);
    } catch (error) {
      if (!isWrongLink(error)) throw error;
      if (acceptsHtml(request)) return refuse(reply);
      throw new AppError('invalid_unsubscribe_token');
    }
  });
}

/** Null: mail about any issue. */
type Ended = { issue_id: string | null };

/** What a link ends, and what it has ended. */
function wordsFor({ issue_id }: Ended): { before: string; after: string } {
  return issue_id === null
    ? { before: 'You will get no more mail about any issue.', after: 'You get no more mail about any issue.' }
    : { before: 'You will be told nothing more of this issue.', after: 'You are told nothing more of this issue.' };
}

const wrongLink = describeError(new AppError('invalid_unsubscribe_token'));

/** A token that is none by its form is refused before any key is tried. */
function isWrongLink(error: unknown): boolean {
  return error instanceof AppError && ['validation_failed', 'invalid_unsubscribe_token'].includes(error.reason);
}

/** Browsers name HTML; programs name JSON, anything, or nothing. */
function acceptsHtml({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? '');
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

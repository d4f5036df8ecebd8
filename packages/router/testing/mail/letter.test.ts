// Runs on none: it opens no database.

// L2: every mail has a text and an HTML form, which say the same.

import { expect, test } from 'vitest';
import type { MailText } from '../../src/mail/letter.ts';
import * as templates from '../../src/mail/templates.ts';

const place = { PROJECT_NAME: `<b>"Bug" & Barn's</b>`, APP_URL: 'https://bugs.example.org/?a=1&b=2' };
const TOKEN = `dkp_${'x'.repeat(43)}`;
const nobody = { first_name: null, last_name: null, username: null };
const ada = { ...nobody, first_name: 'Ada', last_name: 'O’Lovelace' };

const mails: [name: string, mail: MailText][] = Object.entries(templates).map(([name, write]) => [
  name,
  (write as (place: object, detail: unknown) => MailText)(place, name === 'welcomeMail' ? ada : TOKEN),
]);

/** What a mail program shows of HTML, without the head. */
function shownOf(html: string): string {
  const [, body = ''] = html.split('<body');
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return body
    .slice(body.indexOf('>') + 1)
    .replace(/<[^>]*>/g, ' ')
    .replace(/&([a-z]+|#39);/g, (_, name) => entities[name] ?? '?');
}

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);

test.each(mails)(
  'L2: both forms of %s say the same, and nothing in it is taken for HTML',
  (_, { subject, text, html }) => {
    expect(wordsOf(shownOf(html))).toEqual(wordsOf(text));
    expect(text.replaceAll('\n', ' ')).toContain(place.PROJECT_NAME);
    expect(html).not.toContain('<b>');
    expect(html.replaceAll('\n', ' ')).toContain('&lt;b&gt;&quot;Bug&quot; &amp; Barn&#39;s&lt;/b&gt;');
    expect(subject).toContain(place.PROJECT_NAME);
    for (const [, link] of html.matchAll(/href="([^"]*)"/g)) expect(html).toContain(`>${link}</a>`);
  },
);

test.each(mails)('the lines of %s are short enough for every mail program, but for links', (_, { text, html }) => {
  const long = text.split('\n').filter((line) => line.length > 72);
  expect(long.filter((line) => !/^https:\S+$/.test(line))).toEqual([]);
  for (const line of html.split('\n')) expect(line.length).toBeLessThan(998); // RFC 5322, section 2.1.1
});

test.each([
  [{ ...nobody, first_name: 'Ada', last_name: 'Lovelace' }, 'Hello Ada Lovelace,'],
  [{ ...nobody, last_name: "d'Alembert-Łukasiewicz" }, "Hello d'Alembert-Łukasiewicz,"],
  [{ ...nobody, first_name: '愛子', username: 'aiko' }, 'Hello 愛子,'],
  [{ ...nobody, username: 'ada_1' }, 'Hello ada_1,'],
  [nobody, 'Hello,'],
  [{ ...nobody, username: 'evil.example' }, 'Hello,'],
  [{ ...nobody, first_name: 'Win at https://evil.example' }, 'Hello,'],
  [{ ...nobody, first_name: 'Call 0900 123456', username: 'ada' }, 'Hello,'],
  [{ ...nobody, first_name: 'You have won a prize' }, 'Hello,'],
  [{ ...nobody, first_name: '<b>Ada</b>' }, 'Hello,'],
  [{ ...nobody, first_name: 'Ada\nBcc: eve@evil.example' }, 'Hello,'],
  [{ ...nobody, first_name: 'A'.repeat(61) }, 'Hello,'],
])('L2: greets %j with "%s"', (names, greeting) => {
  const { text, html } = templates.welcomeMail(place, names);
  expect(text.split('\n')[0]).toBe(greeting);
  expect(wordsOf(shownOf(html)).join(' ')).toContain(greeting);
});

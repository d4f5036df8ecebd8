/** A paragraph; what stands on a line of its own because people follow or copy it; or what somebody has written. */
type Part = string | { link: string } | { code: string } | { quote: string };

/** What a mail says, once for both of its forms. */
export type Letter = {
  subject: string;
  /** Whom it greets, if by name; null: it greets nobody. */
  name?: string | null | undefined;
  parts: Part[];
};

/** A mail in the two forms that mail programs choose from. */
export type MailText = { subject: string; text: string; html: string };

export function writeLetter({ subject, name, parts }: Letter): MailText {
  const greeting = name === null ? [] : [name === undefined ? 'Hello,' : `Hello ${name},`];
  const all = [...greeting, ...parts];
  return { subject, text: `${all.map(asText).join('\n\n')}\n`, html: page(subject, all.map(asHtml)) };
}

/** Lines of at most 72 characters, as mail has them (RFC 3676 asks for less than 78). */
function asText(part: Part): string {
  if (typeof part !== 'string') {
    if ('quote' in part) return part.quote.replace(/^/gm, '> ');
    return 'link' in part ? part.link : part.code;
  }
  return part.replace(/(?=.{73})(.{1,72}) /g, '$1\n');
}

function asHtml(part: Part): string {
  if (typeof part === 'string') return `<p>${asText(part).split('\n').map(escaped).join('\n')}</p>`;
  if ('quote' in part) return `<blockquote style="white-space: pre-wrap">${escaped(part.quote)}</blockquote>`;
  if ('code' in part) return `<p><code>${escaped(part.code)}</code></p>`;
  return `<p><a href="${escaped(part.link)}">${escaped(part.link)}</a></p>`;
}

function page(title: string, paragraphs: string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
</head>
<body style="font: 16px/1.5 sans-serif; max-width: 40em; margin: 1em auto; padding: 0 1em">
${paragraphs.join('\n')}
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

type MailSettings = { SMTP_URL?: string | undefined; ENVIRONMENT: 'development' | 'production' | 'test' };

/** Whether mail arrives somewhere: at a mail server or, outside of production, in files. */
export function hasMail({ SMTP_URL, ENVIRONMENT }: MailSettings): boolean {
  return SMTP_URL !== undefined || ENVIRONMENT !== 'production';
}

type Addresses = Pick<MailSettings, 'ENVIRONMENT'> & { PUBLIC_URL?: string | undefined; APP_URL: string; PORT: number };

/**
 * Where the links lead that end mail: to this server. In production it is hardly reached by its port, so a frontend may
 * pass on what comes to APP_URL.
 */
export function unsubscribeBase({ PUBLIC_URL, APP_URL, ENVIRONMENT, PORT }: Addresses): string {
  if (PUBLIC_URL !== undefined) return PUBLIC_URL;
  return ENVIRONMENT === 'production' ? APP_URL.replace(/\/*$/, '/') : `http://localhost:${PORT}/`;
}

/** What a start should say of those links; undefined: they lead here, or no mail is sent. */
export function warningOnMailLinks(settings: Addresses & MailSettings): string | undefined {
  if (settings.SMTP_URL === undefined || settings.PUBLIC_URL !== undefined) return undefined;
  const base = unsubscribeBase(settings);
  return `PUBLIC_URL is not set: the links that end mail lead to ${base}unsubscribe/, set it to where this server is reached`;
}

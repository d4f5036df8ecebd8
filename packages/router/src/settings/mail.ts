type MailSettings = { SMTP_URL?: string | undefined; ENVIRONMENT: 'development' | 'production' | 'test' };

/** Whether mail arrives somewhere: at a mail server or, outside of production, in files. */
export function hasMail({ SMTP_URL, ENVIRONMENT }: MailSettings): boolean {
  return SMTP_URL !== undefined || ENVIRONMENT !== 'production';
}

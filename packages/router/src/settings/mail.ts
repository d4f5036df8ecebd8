import type { Settings } from './settings.ts';

/** Whether mail arrives somewhere: at a mail server or, outside of production, in files. */
export function hasMail({ SMTP_URL, ENVIRONMENT }: Pick<Settings, 'SMTP_URL' | 'ENVIRONMENT'>): boolean {
  return SMTP_URL !== undefined || ENVIRONMENT !== 'production';
}

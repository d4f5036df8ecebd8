/** Where work says what it did. No mail address, name, body or token goes there. */
export type Log = Record<'info' | 'warn' | 'error', (details: object, message: string) => void>;

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

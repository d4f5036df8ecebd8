/** Where work that nobody waits for says what it did. No address, body or token goes there. */
export type Log = Record<'info' | 'warn' | 'error', (details: object, message: string) => void>;

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

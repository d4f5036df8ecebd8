import { wholeNumber } from './values.ts';

const limit = wholeNumber(0, 1_000_000_000);

/** How much a caller may ask for. */
export const rateLimitSettings = {
  RATE_LIMIT_READS: limit
    .default(6000)
    .describe(
      'Queries per minute, for each user or anonymous address; a list counts once for each 20 items that it asks for; 0: no limit',
    ),
  RATE_LIMIT_WRITES: limit
    .default(600)
    .describe('Mutations per minute, for each user or anonymous address; 0: no limit'),
  RATE_LIMIT_CONTENT: limit
    .default(50_000_000)
    .describe('Bytes of text per hour that a user may write into issues, comments and labels; 0: no limit'),
  RATE_LIMIT_LOGINS: limit
    .default(10)
    .describe(
      'Wrong passwords in 15 minutes for each name; five times as many for each address, and twenty times as many logins of any kind; 0: no limit',
    ),
  RATE_LIMIT_SIGNUPS: limit
    .default(20)
    .describe(
      'Registrations, requests for a reset token and uses of a mailed one per hour and address, and changes of their own password or address and new API tokens per user; 0: no limit',
    ),
};

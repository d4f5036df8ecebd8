import { z } from 'zod';

export const ConfirmEmail = z
  .object({ token: z.string().min(1).max(200).describe('From the mail; used up by this') })
  .meta({ id: 'ConfirmEmail', description: 'A mailed token', examples: [{ token: 'dkc_Zk3…' }] });

export type ConfirmEmail = z.output<typeof ConfirmEmail>;

import { z } from 'zod';
import { kept } from '../../core/schema.ts';

export const ConfirmEmail = z
  .object({ token: kept(1, 200).describe('From the mail; used up by this') })
  .meta({ id: 'ConfirmEmail', description: 'A mailed token', examples: [{ token: 'dkc_Zk3…' }] });

export type ConfirmEmail = z.output<typeof ConfirmEmail>;

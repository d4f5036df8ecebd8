import { z } from 'zod';

/** Whether what a procedure gives is a list: lists are what a tracker dies of. */
export function isList(output: z.ZodType): boolean {
  return output instanceof z.ZodObject && 'items' in output.shape;
}

import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that is a number. */
export function wholeNumber(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number.');
}

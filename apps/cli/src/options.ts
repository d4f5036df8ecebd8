import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that is a number. */
export function wholeNumber(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number.');
}

/** Gathers an option that is given several times, or with commas. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, ...value.split(',')];
}

import type { Command, Option } from 'commander';
import { valuesOf } from '../verb-options.ts';

/** What can stand at one place of a command line. */
export type Place = {
  /** The words before it, such as `issue list`. */
  after: string;
  words: { word: string; about: string }[];
  /** What can stand after an option, as far as it is known. */
  values: { option: string; values: readonly string[] }[];
};

/** Every place at which a command or an option can stand. */
export function placesOf(command: Command, words: string[] = []): Place[] {
  const { commands } = command;
  const options = [...command.options, ...globalOptionsOf(command)].filter(({ hidden: isHidden }) => !isHidden);
  const place = {
    after: words.join(' '),
    words: [
      ...commands.map((one) => ({ word: one.name(), about: one.summary() || one.description() })),
      ...options.flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : [])),
      { word: '--help', about: 'display help for command' },
    ],
    values: options.flatMap((option) => knownValues(option)),
  };
  return [place, ...commands.flatMap((one) => placesOf(one, [...words, one.name()]))];
}

function globalOptionsOf({ parent }: Command): readonly Option[] {
  return parent ? [...parent.options.filter(({ long }) => long !== '--version'), ...globalOptionsOf(parent)] : [];
}

function knownValues(option: Option): Place['values'] {
  const values = valuesOf.get(option);
  return values && option.long ? [{ option: option.long, values }] : [];
}

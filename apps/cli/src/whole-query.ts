import type { Command, Option } from 'commander';
import { UsageError } from './failure.ts';
import { asTyped, type Io, printLine } from './io.ts';
import { wholeNumber } from './options.ts';

const REMEDY = `write a query in quotation marks, behind -- where it begins with "-": ./docket search issues -- '-label:bug crash'`;

type Typing = { io: Io; argv: readonly string[] };

/**
 * Says how a query is written to those whose shell has divided it into words, and to those of whose query a word would be
 * taken for an option: `-label:bug` is `-l` with the value `abel:bug`, and finds nothing.
 */
export function keepQueryWhole(command: Command, { io, argv }: Typing): void {
  command.parent?.hook('preSubcommand', (_, meant) => {
    const word = meant === command ? negatedWord(command, argv) : undefined;
    if (word !== undefined) throw new UsageError(asTyped(io, `${word} would be taken for an option: ${REMEDY}`));
  });
  command.exitOverride((error) => {
    if (error.code === 'commander.excessArguments') printLine(io.stderr, asTyped(io, `hint: ${REMEDY}`));
    throw error;
  });
}

/** A word such as `-crash`, which somebody wants in no issue: no option has more than a letter behind one `-`. */
function negatedWord(command: Command, argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const options = [command, ...ancestorsOf(command)].flatMap((one) => one.options);
  return words.find((word, at) => {
    const isValue = options.some(({ required, short, long }) => required && [short, long].includes(words[at - 1]));
    return /^-[^-]./su.test(word) && !isValue && !options.some((option) => isNumberOf(option, word));
  });
}

function ancestorsOf({ parent }: Command): Command[] {
  return parent ? [parent, ...ancestorsOf(parent)] : [];
}

/** Such as `-L50`. */
function isNumberOf({ short, parseArg }: Option, word: string): boolean {
  return parseArg === wholeNumber && short === word.slice(0, 2) && /^\d+$/.test(word.slice(2));
}

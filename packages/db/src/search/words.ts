/** A word as the index has it, and where it is in the text that it was read from, in UTF-16 units. */
export type Word = { text: string; from: number; to: number };

/**
 * `line`: the words one after another, so that phrases are found. `tail`: further words by which the same places are
 * found, and which are part of no phrase.
 */
export type Reading = { line: Word[]; tail: Word[] };

/** Longer words are cut: PostgreSQL refuses one of more than 2,046 bytes. */
const LONGEST_WORD = 64;

const RUN = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Scripts that put no spaces between words, and Hangul, which hangs particles on them. */
const DENSE = String.raw`[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Yiii}]&&[\p{L}\p{Nl}]]`;

/** What stands for one character: a letter and its marks, or the parts of a Korean syllable. */
const CHARACTER = String.raw`(?:[\u1100-\u115f]+[\u1160-\u11a7]*[\u11a8-\u11ff]*|${DENSE})[\p{M}\u11a8-\u11ff\uff9e\uff9f]*`;

const SEGMENT = new RegExp(String.raw`(?:${CHARACTER})+|[[\p{L}\p{N}\p{M}]--${DENSE}]+`, 'gv');
const CHARACTERS = new RegExp(CHARACTER, 'gv');
const IS_DENSE = new RegExp(`^${DENSE}`, 'v');
const IS_ONE_CHARACTER = new RegExp(`^(?:${CHARACTER})$`, 'v');

/** Of one UTF-16 unit each, and the same after folding. */
const IS_STABLE = /^[\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+$/;

/** `HTTPServer2` is `HTTP`, `Server`, `2`. */
const PART = /(?:\p{N}\p{M}*)+|(?:\p{Lu}\p{M}*)+(?!\p{Ll})|(?:\p{Lu}\p{M}*)?(?:[\p{L}--\p{Lu}]\p{M}*)+|\p{L}\p{M}*/gv;

/** Most words are such. */
const IS_PLAIN = /^[a-z]+$/;
const IS_ASCII = /^[a-zA-Z0-9]+$/;

/** `C++`, and `C#`, but neither `x++y` nor `colour #12`. */
const PLUSES = /\+\+(?![\p{L}+])/uy;
const SHARP = /#(?![\p{L}\p{N}#])/uy;

/** Neither is part of a word otherwise, and the tokenizer of SQLite keeps what is no ASCII. */
const PLUS = '＋';
const SHARP_SIGN = '＃';

const IS_WORD = new RegExp(String.raw`^[\p{L}\p{N}\p{M}${PLUS}${SHARP_SIGN}]+$`, 'u');

/**
 * The words of a text: in small letters and without accents, names in camel case in parts, and of scripts without spaces
 * each two characters that follow each other. The index has the words of `tail` as well.
 *
 * @param most how many words of the line are wanted
 */
export function readWords(text: string, most: number = Number.POSITIVE_INFINITY): Reading {
  const reading: Reading = { line: [], tail: [] };
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (reading.line.length >= most) break;
    if (IS_PLAIN.test(run) && text[index + run.length] !== '+' && text[index + run.length] !== '#') {
      push(reading.line, { text: run, from: index, to: index + run.length });
    } else if (IS_ASCII.test(run)) readName(text, { run, index }, reading);
    else readSegments(text, { run, index }, reading);
  }
  if (reading.line.length > most) reading.line.length = most;
  return reading;
}

/** The words of `line` alone. */
export function wordsOf(text: string): Word[] {
  return readWords(text).line;
}

/** Whether a text can be a word of the index. */
export function isWord(text: string): boolean {
  return text.length <= LONGEST_WORD && IS_WORD.test(text);
}

/** Whether a word is one character of a script whose words the index has as pairs of characters. */
export function isOneDense(word: string): boolean {
  return IS_ONE_CHARACTER.test(word);
}

type Found = { run: string; index: number };

function readSegments(text: string, { run, index }: Found, reading: Reading): void {
  for (const { 0: segment, index: at } of run.matchAll(SEGMENT)) {
    const found = { run: segment, index: index + at };
    if (IS_DENSE.test(segment)) readPairs(found, reading);
    else readName(text, found, reading);
  }
}

/** The last character has no pair that begins with it: it goes to the tail, so that one character alone is found anywhere. */
function readPairs({ run, index }: Found, { line, tail }: Reading): void {
  const characters = IS_STABLE.test(run)
    ? Array.from(run, (text, at) => ({ text, from: index + at, to: index + at + 1 }))
    : [...run.matchAll(CHARACTERS)].map(({ 0: character, index: at }) => wordAt(character, index + at));
  const last = characters.at(-1);
  if (!last) return;
  push(characters.length === 1 ? line : tail, last);
  for (const [at, second] of characters.entries()) {
    const first = characters[at - 1];
    if (first) push(line, { text: first.text + second.text, from: first.from, to: second.to });
  }
}

function wordAt(part: string, from: number): Word {
  return { text: folded(part), from, to: from + part.length };
}

/** In parts, and whole behind: `SupportTicket` is found by `ticket` and by `supportticket`. */
function readName(text: string, { run, index }: Found, { line, tail }: Reading): void {
  const parts = [...run.matchAll(PART)].map(({ 0: part, index: at }) => wordAt(part, index + at));
  const last = parts.at(-1);
  if (!last) return;
  const end = index + run.length;
  const sign = signAt(text, end, run.length);
  if (parts.length > 1) push(tail, { text: folded(run), from: index, to: end });
  if (sign) {
    push(tail, { ...last });
    last.text = last.text.slice(0, LONGEST_WORD - sign.text.length) + sign.text;
    last.to += sign.length;
  }
  for (const part of parts) push(line, part);
}

function signAt(text: string, at: number, length: number): { text: string; length: number } | undefined {
  PLUSES.lastIndex = at;
  if (PLUSES.test(text)) return { text: PLUS + PLUS, length: 2 };
  SHARP.lastIndex = at;
  return length === 1 && SHARP.test(text) ? { text: SHARP_SIGN, length: 1 } : undefined;
}

function push(words: Word[], word: Word): void {
  if (word.text.length > LONGEST_WORD) word.text = word.text.slice(0, LONGEST_WORD).replace(/[\ud800-\udbff]$/, '');
  if (word.text !== '') words.push(word);
}

const VARIATIONS = /\p{Variation_Selector}/gu;

/** Kana keep theirs: ハ and パ are two letters. */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}])\p{M}+/gu;

/** Small letters that are no letter and accent to Unicode. */
const OTHERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
};
const OTHER = new RegExp(`[${Object.keys(OTHERS).join('')}]`, 'g');

/** What a letter is taken apart into may be no letter, such as the stroke in ½. */
const NOT_OF_WORDS = /[^\p{L}\p{N}\p{M}]/gu;

function folded(part: string): string {
  if (IS_ASCII.test(part)) return part.toLowerCase();
  return part
    .normalize('NFKD')
    .replace(VARIATIONS, '')
    .replace(ACCENTS, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replace(OTHER, (letter) => OTHERS[letter] ?? letter)
    .replace(NOT_OF_WORDS, '');
}

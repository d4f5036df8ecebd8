// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { fold, hasHidden, isVisible } from '../../src/core/text.ts';

test.each([
  ['Jose\u0301', 'JOSÉ'],
  ['Straße', 'STRASSE'],
  ['STRAẞE', 'strasse'],
  ['İbrahim', 'ibrahim'],
  ['ISPARTA', 'ısparta'],
  ['ΟΔΟΣ', 'οδος'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['zz\u200b', 'ZZ'],
  ['❤\ufe0f', '❤'],
  ['Ａ', 'ａ'],
])('C47: "%s" and "%s" are the same', (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

test('C47: a part of a word is a part of it when both are folded', () => {
  expect(fold('ΟΔΟΣΗΜΑ')).toContain(fold('ΟΔΟΣ'));
});

test.each([
  ['José', 'Jose'],
  ['bug', 'bugs'],
  ['οδός', 'οδος'],
  ['№', 'No'],
  ['👩\u200d💻', '👨\u200d💻'],
])('"%s" and "%s" are not the same', (one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

/** Has no other form: neither capital or small, nor composed or decomposed. */
function isOnly(character: string): boolean {
  const forms = [character.toLowerCase(), character.toUpperCase(), character.normalize('NFD')];
  return forms.every((form) => form === character);
}

test('of every character, alone and among others, all spellings are the same, and what is folded stays as it is', () => {
  for (let code = 0; code < 0x1_f000; code += 1) {
    const character = String.fromCodePoint(code);
    if (!character.isWellFormed() || isOnly(character)) continue;
    for (const text of [character, `a${character}`, `${character}\u0301b`]) {
      const folded = fold(text);
      const spellings = [folded, text.normalize('NFD'), text.normalize('NFC'), text.toLowerCase()];
      // An iota below a letter gets behind its accents in capitals.
      if (!text.normalize('NFD').includes('\u0345')) spellings.push(text.toUpperCase());
      const others = spellings.filter((spelling) => fold(spelling) !== folded);
      if (others.length > 0) expect({ code: code.toString(16), others }).toEqual({ others: [] });
    }
  }
});

test('knows what a reader sees', () => {
  for (const text of ['a', '漢', '👾', '–', ' a ', '\u200ba', '\u0301']) expect(isVisible(text), text).toBe(true);
  for (const text of ['', ' ', '\u3000', '\u200b', '\u3164', '\u00ad', '\u2800', '\u202e', '\ufeff']) {
    expect(isVisible(text), JSON.stringify(text)).toBe(false);
  }
  expect(hasHidden('zz\u200b')).toBe(true);
  expect(hasHidden('👩\u200d💻 ❤\ufe0f')).toBe(false);
});

// Generated from the router by `pnpm generate`. Do not edit.

export const NO_CONTROL = /^[^\x00-\x1f\x7f-\x9f]*$/;

export const NO_CONTROL_BUT_BREAKS = /^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$/;

export const ONE_WORD = /^[^\x00-\x20\x7f-\xa0]{1,254}$/;

export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

export function isOneLine(text: string): boolean {
  return NO_CONTROL.test(text) && !/[\u2028\u2029]/.test(text);
}

const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/u;

export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

const JOINS = /[\u200c\p{Variation_Selector}\u200d]/gu;

export function hasHidden(text: string): boolean {
  return text.replace(JOINS, '').search(IGNORABLE) >= 0;
}

const SEGMENTER: { made?: Intl.Segmenter } = /* @__PURE__ */ (() => ({}))();

export function countCharacters(given: string): number {
  SEGMENTER.made ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...SEGMENTER.made.segment(given)].length;
}

const NOT_IN_DOMAIN = /[\s/\\?#@:%[\]]/;

export function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  if (at === 0 || /^[\x21-\x7e]*$/.test(domain) || NOT_IN_DOMAIN.test(domain) || !NO_CONTROL.test(domain)) {
    return address;
  }
  return address.slice(0, at) + (URL.parse(`http://${domain}`)?.hostname ?? domain);
}

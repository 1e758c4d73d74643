// Declared values as conditions compare them, with exact numbers: the same reading as diagnostics/scoring/values.py.
const NUMBER = /^[0-9]{1,18}(\.[0-9]{1,9})?$/;
// How people type numbers. A group of thousands never begins with 0.
const GROUPED = /^[1-9][0-9]{0,2}((\.[0-9]{3})+|( [0-9]{3})+)(,[0-9]+)?$/;
const PLAIN = /^[0-9]+(,[0-9]+)?$/;
const POINTED = /^[0-9]+\.[0-9]+$/;
// Not those that turn figures around.
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a\u202c\u202d\u2060-\u2066\u2068-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/g;
const BLANKS = /[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const NONE_OF_THEM = 'ninguna';

/** A fraction of whole numbers, as {top, bottom}, from decimal text. */
export function exact(text) {
  const [whole, decimals = ''] = String(text).split('.');
  return { top: BigInt(whole + decimals), bottom: 10n ** BigInt(decimals.length) };
}

/** Negative, zero or positive, as one fraction is less than, equal to or greater than the other. */
export function compare(one, other) {
  const difference = one.top * other.bottom - other.top * one.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function pointForm(typed) {
  if (PLAIN.test(typed)) return typed.replace(',', '.');
  if (GROUPED.test(typed)) return typed.replace(/[. ]/g, '').replace(',', '.');
  return POINTED.test(typed) ? typed : '';
}

/** Whether a text is a number in its stored form. */
export const isNumber = (text) => NUMBER.test(text);

/** A number as people type it here, «1.250.000,5», in its stored form; what cannot be understood stays as it is. */
export function numberFromScreen(text) {
  const typed = text.normalize('NFC').replace(INVISIBLE, '').replace(BLANKS, ' ').replace(/^[ \r\n]+|[ \r\n]+$/g, '');
  const stored = pointForm(typed);
  return isNumber(stored) ? stored : typed;
}

/** A stored number as it is written here: 1250000.5 → «1.250.000,5»; anything else as it is. */
export function numberForScreen(text) {
  if (!isNumber(text)) return text;
  const [whole, decimals] = text.split('.');
  const grouped = String(BigInt(whole)).replace(/\B(?=([0-9]{3})+$)/g, '.');
  return decimals ? `${grouped},${decimals}` : grouped;
}

function options(question, text) {
  const isMulti = question.type === 'multi';
  if (isMulti && text === NONE_OF_THEM) return [];
  const codes = isMulti ? text.split('|') : [text];
  const isValid = codes.every((code) => question.options.includes(code)) && new Set(codes).size === codes.length;
  return isValid ? codes : undefined;
}

function ratio(question, text) {
  const parts = text.split('/').map((part) => part.trim());
  if (parts.length !== 2 || !parts.every((part) => NUMBER.test(part))) return undefined;
  const [top, bottom] = parts.map(exact);
  if (bottom.top === 0n) return top.top === 0n && question.zero_of_zero ? null : undefined;
  if (compare(top, bottom) > 0 && !question.may_exceed) return undefined;
  return { top: 100n * top.top * bottom.bottom, bottom: top.bottom * bottom.top };
}

/** What a text declares: level, boolean, option, list of options or number; null for 0/0, undefined for no valid answer. */
export function read(question, text) {
  if (text === '') return undefined;
  if (question.type === 'scale') return /^[0-4]$/.test(text) ? exact(text) : undefined;
  if (question.type === 'yes_no') return { si: true, no: false }[text];
  if (question.type === 'choice') return options(question, text)?.[0];
  if (question.type === 'multi') return options(question, text);
  if (question.is_ratio) return ratio(question, text);
  return NUMBER.test(text) ? exact(text) : undefined;
}

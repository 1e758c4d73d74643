// Applicability: whether a question applies, by facts of the municipality and earlier answers. The same rule as
// diagnostics/scoring/conditions.py; tests/conditions.json is run against both.
import { compare, exact, read } from './values.js';

const ordered = (test) => (left, right) => test(compare(left, right));
const NUMBERS = {
  eq: ordered((sign) => sign === 0),
  ne: ordered((sign) => sign !== 0),
  gte: ordered((sign) => sign >= 0),
  gt: ordered((sign) => sign > 0),
  lte: ordered((sign) => sign <= 0),
  lt: ordered((sign) => sign < 0),
  in: (left, right) => right.some((each) => compare(left, each) === 0),
};
const TEXTS = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  in: (left, right) => right.includes(left),
  contains: (left, right) => left.includes(right),
};

const isNumber = (value) => typeof value === 'object' && value !== null && 'bottom' in value;
const asExact = (wanted) => (Array.isArray(wanted) ? wanted.map(exact) : exact(wanted));

function compared(value, { op, value: wanted }) {
  return isNumber(value) ? NUMBERS[op](value, asExact(wanted)) : TEXTS[op](value, wanted);
}

function factAtom(atom, facts) {
  const value = facts[atom.attr];
  if (value === null || value === undefined) return false;
  return compared(typeof value === 'number' ? exact(value) : value, atom);
}

/**
 * Whether the question of `code` applies. `questions` holds, by code, {type, options, is_ratio, may_exceed, zero_of_zero,
 * applies_when}; `facts` the typed facts; `valueOf(code)` the declared text of an answer ('' for none or «no aplica»).
 * An unanswered or inapplicable trigger makes its atom false.
 */
export function applies(code, questions, facts, valueOf) {
  const holds = (condition) => {
    if (!condition) return true;
    if (condition.any) return condition.any.some(holds);
    if (condition.all) return condition.all.every(holds);
    if ('attr' in condition) return factAtom(condition, facts);
    const trigger = questions[condition.question];
    if (!applies(condition.question, questions, facts, valueOf)) return false;
    const value = read(trigger, valueOf(condition.question));
    return value !== undefined && value !== null && compared(value, condition);
  };
  return holds(questions[code].applies_when);
}

// «Sigue igual» puts what was said in the round before into the inputs, where it is seen, changed and saved like any other
// answer. What already stands there is not overwritten: the page says that they differ and offers the earlier one.
import { numberFromScreen } from './values.js';

const form = document.querySelector('[data-autosave]');

const partsOf = (group) => {
  const code = group.dataset.previous;
  const panel = group.closest('[data-save]');
  const named = (name) => [...panel.querySelectorAll(`[name="${CSS.escape(`${code}-${name}`)}"]`)];
  return { code, panel, named };
};

function valueIn({ named }) {
  const ratio = [...named('value-num'), ...named('value-den')].map((field) => numberFromScreen(field.value));
  if (ratio.length) return ratio.some(Boolean) ? ratio.join('/') : '';
  const fields = named('value');
  if (fields[0]?.matches('[type=radio], [type=checkbox]')) return fields.filter((field) => field.checked).map((field) => field.value).join('|');
  return numberFromScreen(fields[0]?.value ?? '');
}

const isNotApplicable = ({ named }) => Boolean(named('na')[0]?.checked);
const isEmpty = (parts) => valueIn(parts) === '' && !isNotApplicable(parts);

function putValue(parts, { previousValue, previousReason }) {
  const { named } = parts;
  const [na] = named('na');
  if (na) na.checked = previousReason !== undefined;
  if (previousReason !== undefined) {
    named('reason')[0].value ||= previousReason;
    return;
  }
  const numbers = previousValue.split('/').map((number) => number.trim().replace('.', ','));
  [...named('value-num'), ...named('value-den')].forEach((field, place) => { field.value = numbers[place] ?? ''; });
  for (const field of named('value')) {
    if (field.matches('[type=radio], [type=checkbox]')) field.checked = previousValue.split('|').includes(field.value);
    else [field.value] = numbers;
  }
}

function putLinks({ named }, { previousLinks }) {
  for (const [option, links] of Object.entries(JSON.parse(previousLinks || '{}'))) {
    const [field] = named(`links-${option}`);
    if (!field) continue;
    const all = new Set([...field.value.split(/\s+/).filter(Boolean), ...links]);
    field.value = [...all].join(field.matches('textarea') ? '\n' : ' ');
  }
}

function refresh(group) {
  const parts = partsOf(group);
  const note = group.querySelector('[data-previous-differs]');
  const isSame = parts.named('claim').some((field) => field.checked && field.value === 'same');
  const isEqual = isNotApplicable(parts) ? 'previousReason' in group.dataset : valueIn(parts) === group.dataset.previousValue;
  note.hidden = !isSame || isEmpty(parts) || isEqual;
}

function onInput(event) {
  const group = event.target.closest?.('[data-save]')?.querySelector('[data-previous]');
  if (!group) return;
  const parts = partsOf(group);
  if (event.target.name === `${parts.code}-claim` && event.target.value === 'same') {
    if (isEmpty(parts)) putValue(parts, group.dataset);
    putLinks(parts, group.dataset);
  }
  refresh(group);
}

function onClick(event) {
  const button = event.target.closest?.('[data-previous-put]');
  if (!button) return;
  const group = button.closest('[data-previous]');
  const parts = partsOf(group);
  putValue(parts, group.dataset);
  const [same] = parts.named('claim');
  same.dispatchEvent(new Event('input', { bubbles: true }));
  same.focus(); // the button goes away with its sentence
}

if (form) {
  const groups = [...form.querySelectorAll('[data-save] [data-previous]')];
  for (const button of form.querySelectorAll('[data-save] [data-previous-put]')) button.hidden = false;
  // In the capturing phase, so that whoever keeps the answer reads it as it stands.
  form.addEventListener('input', onInput, true);
  form.addEventListener('click', onClick);
  form.addEventListener('filled', () => groups.forEach(refresh));
}

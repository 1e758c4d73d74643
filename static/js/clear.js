// Emptying an answer, and putting it back: the button works without this script too, by sending the page.
const form = document.querySelector('[data-autosave]');
const before = new Map(); // what stood in the fields of a panel, until the page is left

const fieldsOf = (panel) => [...panel.querySelectorAll('input:not([type=hidden]), textarea, select')];
const isBox = (field) => field.matches('[type=checkbox], [type=radio]');
const tell = (panel) => panel.dispatchEvent(new Event('input', { bubbles: true }));

function onClick(event) {
  const panel = event.target.closest?.('[data-save]');
  const undo = event.target.closest?.('[data-put-back]');
  const button = event.target.closest?.(`[name="${panel?.id}-clear"]`);
  if (!panel || !(undo || button)) return;
  event.preventDefault();
  if (button) {
    before.set(panel, fieldsOf(panel).map((field) => [field, isBox(field) ? field.checked : field.value]));
    for (const field of fieldsOf(panel)) {
      if (isBox(field)) field.checked = false;
      else field.value = '';
    }
  } else {
    for (const [field, value] of before.get(panel) ?? []) {
      if (isBox(field)) field.checked = value;
      else field.value = value;
    }
  }
  form.dispatchEvent(new CustomEvent('filled', { bubbles: true }));
  tell(panel);
  panel.querySelector('[data-cleared]').hidden = !button;
  panel.querySelector(`[name="${panel.id}-clear"]`).hidden = Boolean(button);
  panel.querySelector(button ? '[data-put-back]' : `[name="${panel.id}-clear"]`).focus();
}

form?.addEventListener('click', onClick);

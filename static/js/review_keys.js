// One key for what a reviewer does seventy times: only while the focus is inside a question, never while somebody types
// (WCAG 2.1.4). The keys are listed on the page.
const panels = [...document.querySelectorAll('[data-review-keys]')];

const isTyping = (target) => target.matches('textarea, select, input:not([type=radio], [type=checkbox])');

function go(panel) {
  if (!panel) return;
  const first = panel.querySelector('input[type=radio], select, textarea, a');
  first?.focus();
  panel.scrollIntoView({ block: 'start' });
}

function accept(panel) {
  const groups = new Set();
  for (const radio of panel.querySelectorAll('input[type=radio][name*="-proof-"][value=accepted], input[type=radio][name$="-na"][value=si]')) {
    if (radio.checked) continue;
    groups.add(radio);
    radio.checked = true;
  }
  for (const radio of groups) radio.dispatchEvent(new Event('change', { bubbles: true }));
}

function isMarked(panel) {
  const names = new Set([...panel.querySelectorAll('input[type=radio][name*="-proof-"], input[type=radio][name$="-na"]')].map((one) => one.name));
  return [...names].every((name) => panel.querySelector(`input[name="${CSS.escape(name)}"]:checked`));
}

const OPERATIONS = {
  a: accept,
  j: (panel) => go(panels[panels.indexOf(panel) + 1]),
  k: (panel) => go(panels[panels.indexOf(panel) - 1]),
  n: (panel) => go(panels.slice(panels.indexOf(panel) + 1).find((one) => !isMarked(one))),
  r: (panel) => panel.querySelector('select[name$="-reason-code"]')?.focus(),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const panel = event.target.closest('[data-review-keys]');
  const operation = panel && OPERATIONS[event.key];
  if (!operation) return;
  event.preventDefault();
  operation(panel);
});

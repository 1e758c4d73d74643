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

// A verdict that is given to other uses of the same evidence shows there too; those of other answers are saved with this one.
function mirror(tick) {
  const chosen = tick.checked && document.querySelector(`input[name="${CSS.escape(tick.dataset.source)}"]:checked`);
  for (const name of chosen ? tick.dataset.same.trim().split(' ') : []) {
    const radio = document.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(chosen.value)}"]`);
    if (radio) radio.checked = true;
  }
}

for (const kind of ['input', 'change']) { // before autosave.js, which hears the form, reads the inputs
  document.addEventListener(kind, (event) => {
    const panel = event.target.closest('[data-review-keys]');
    for (const tick of panel?.querySelectorAll('[data-same]') ?? []) mirror(tick);
  }, true);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-accept]');
  const panel = button?.closest('[data-review-keys]');
  if (!panel) return;
  event.preventDefault();
  accept(panel);
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const panel = event.target.closest('[data-review-keys]');
  const operation = panel && OPERATIONS[event.key];
  if (!operation) return;
  event.preventDefault();
  operation(panel);
});

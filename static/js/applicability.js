// Shows and hides the questions of a page as their conditions say, while she answers. What a hidden question holds is kept.
import { applies } from './conditions.js';
import { numberFromScreen } from './values.js';

const form = document.querySelector('[data-autosave]');
const rules = document.getElementById('reglas');

if (form && rules) {
  const { facts, questions, values } = JSON.parse(rules.textContent);

  const numbers = (panel, code) => {
    const parts = ['num', 'den'].map((name) => numberFromScreen(panel.querySelector(`[name="${code}-value-${name}"]`).value));
    return parts.some(Boolean) ? parts.join('/') : '';
  };

  // From the page where the question stands on it, else as the server knew it.
  const valueOf = (code) => {
    const panel = document.getElementById(code);
    if (!panel) return values[code] ?? '';
    if (panel.querySelector(`[name="${code}-na"]`)?.checked) return '';
    if (questions[code].is_ratio) return numbers(panel, code);
    // Read from the fields, because a form leaves out those that somebody else fills.
    if (questions[code].type === 'numeric') return numberFromScreen(panel.querySelector(`[name="${code}-value"]`).value);
    return [...panel.querySelectorAll(`[name="${code}-value"]:checked`)].map((box) => box.value).join('|');
  };

  const show = () => {
    for (const place of form.querySelectorAll('[data-when]')) {
      const isAsked = applies(place.dataset.when, questions, facts, valueOf);
      place.querySelector('[data-asked]').hidden = !isAsked;
      place.querySelector('[data-not-asked]').hidden = isAsked;
    }
  };

  for (const kind of ['input', 'change', 'filled']) form.addEventListener(kind, show);
}

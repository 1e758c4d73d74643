// How many letters are left in every text with a limit (templates/components/limit.html). Nothing is cut: what is over is
// said, and the server refuses the whole text and keeps it. Without this script the limit stands beside the field.
const SPEAK_AFTER = 1200; // ms without typing: a screen reader hears the count only when it pauses, and near the end
let timer = 0;

const grouped = (number) => number.toString().replace(/\B(?=(\d{3})+(?!\d))/g, '.');
// As the server counts: without blanks at the ends, a break as one, an emoji as its code points.
const lengthOf = (text) => [...text.trim()].length;

function update(field) {
  const box = document.getElementById(`${field.id}_limit`);
  if (!box) return;
  const most = Number(field.dataset.limit);
  const left = most - lengthOf(field.value);
  const words = left < 0
    ? `${left === -1 ? 'Sobra 1 letra' : `Sobran ${grouped(-left)} letras`}: acorte el texto, así no se guarda.`
    : `${left === 1 ? 'Queda 1' : `Quedan ${grouped(left)}`} de ${grouped(most)} letras.`;
  box.querySelector('[data-limit-left]').textContent = words;
  box.classList.toggle('is-over', left < 0);
  box.classList.toggle('is-near', left < most / 5);
  if (left < 0) field.setAttribute('aria-invalid', 'true');
  else if (!field.closest('.field-bad')) field.removeAttribute('aria-invalid');
  return { box, words, isNear: left < most / 5 };
}

document.addEventListener('input', ({ target }) => {
  if (!target.matches?.('[data-limit]')) return;
  const { box, words, isNear } = update(target) ?? {};
  window.clearTimeout(timer);
  if (isNear) timer = window.setTimeout(() => { box.querySelector('[data-limit-said]').textContent = words; }, SPEAK_AFTER);
});

const updateAll = () => document.querySelectorAll('[data-limit]').forEach(update);
document.documentElement.classList.add('counts-letters'); // one-line fields show their count only near the end
document.addEventListener('filled', updateAll);
document.addEventListener('htmx:afterSwap', updateAll);
updateAll();

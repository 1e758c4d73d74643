// Says beside a number, while it is typed, how it is read: «Se guarda 1.250.000,5».
import { isNumber, numberForScreen, numberFromScreen } from './values.js';

const FIELDS = 'input[inputmode=decimal], input[data-number]';
const UNREADABLE = 'No se entiende: la coma es para los decimales y los miles van de a tres cifras, como 1.250.000,5.';

function reading(typed) {
  const stored = numberFromScreen(typed);
  const shown = numberForScreen(stored);
  if (!isNumber(stored) || (shown === typed && /^[0-9]*$/.test(typed))) return '';
  const isEither = /^[0-9]+\.[0-9]{3}$/.test(typed) && !stored.includes('.');
  return isEither ? `Se guarda ${shown}, sin decimales. Si son decimales, escriba ${typed.replace('.', ',')}.` : `Se guarda ${shown}`;
}

function lineOf(field) {
  const id = `lee-${field.id}`;
  const found = document.getElementById(id);
  if (found) return found;
  const line = Object.assign(document.createElement('p'), { id, className: 'hint' });
  field.after(line);
  field.setAttribute('aria-describedby', `${field.getAttribute('aria-describedby') ?? ''} ${id}`.trim());
  return line;
}

function say(event) {
  const field = event.target.closest?.(FIELDS);
  if (!field) return;
  const typed = field.value.trim();
  const isLeft = event.type === 'change';
  // Where answers save themselves the portal says what is wrong, with the reason.
  const isWrong = isLeft && typed && !isNumber(numberFromScreen(typed)) && !field.closest('[data-save]');
  lineOf(field).textContent = isWrong ? UNREADABLE : reading(typed);
}

for (const kind of ['input', 'change']) document.addEventListener(kind, say);

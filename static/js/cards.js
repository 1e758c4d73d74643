// Typing paper cards: after the four digits of a card, and after the digits of a challenge, the cursor goes on by itself. The page
// says so before. Without this script Tab does the same.
const FULL = { card: /^\d{4}$/, challenge: null };

document.addEventListener('input', ({ target }) => {
  const form = target.closest?.('[data-entry]');
  if (!form || !(target.name in FULL)) return;
  const full = FULL[target.name] ?? new RegExp(`^\\d{${Number(target.dataset.width)}}$`);
  if (!full.test(target.value)) return;
  form.elements[target.name === 'card' ? 'challenge' : 'text'].focus();
});

// A second Enter while the first one travels would send the row twice; the server would know it, but the person would not.
document.addEventListener('htmx:beforeRequest', (event) => {
  const form = event.target.closest?.('[data-entry]');
  if (!form) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = 'yes';
});
document.addEventListener('htmx:sendError', ({ target }) => { delete target.closest?.('[data-entry]')?.dataset.sent; });
document.addEventListener('htmx:responseError', ({ target }) => { delete target.closest?.('[data-entry]')?.dataset.sent; });

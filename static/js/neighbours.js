// One key to the next or the previous item of a queue: never while somebody types, and only while the focus is in the page's
// main part (WCAG 2.1.4). The links themselves work without it; they lead to #contenido, so that the next key works there too.
const KEYS = { j: '[data-key-next]', k: '[data-key-previous]' };
const isTyping = (target) => target.matches('textarea, select, input:not([type=radio], [type=checkbox])');

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !event.target.closest('main')) return;
  const link = KEYS[event.key] && document.querySelector(KEYS[event.key]);
  if (!link) return;
  event.preventDefault();
  link.click();
});

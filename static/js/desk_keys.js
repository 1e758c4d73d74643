// One key for the next or the previous text of a queue: only while the focus is inside it, never while somebody types
// (WCAG 2.1.4). The keys are listed on the page.
const desk = document.querySelector('[data-desk-keys]');
const LINKS = { j: 'a[rel=next]', k: 'a[rel=prev]' };

const isTyping = (target) => target.matches('textarea, select, input:not([type=radio], [type=checkbox])');

desk?.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const link = LINKS[event.key] && desk.querySelector(LINKS[event.key]);
  if (!link) return;
  event.preventDefault();
  link.click();
});

// Whoever decided one goes on with the next without the mouse.
if (desk && location.hash === `#${desk.id}`) desk.focus({ preventScroll: true });

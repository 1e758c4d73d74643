// Keeps the place in a lesson: the first block at or under the top of the window is told to the server when the reader stops
// scrolling and when the page is left, so that reading goes on there on any other device. Without it, «Marcar como leída» works.
const lesson = document.querySelector('[data-reading]');
const AFTER_SCROLLING = 1500;
const TOP = 90; // pixels that the bar at the top covers

const blocks = [...(lesson?.querySelectorAll('[id^="b-"], [id^="t-"]') ?? [])];
const token = lesson?.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '';
let told = null;
let timer = 0;

const isAtTop = () => window.scrollY < TOP;
const current = () => (isAtTop() ? '' : blocks.find((block) => block.getBoundingClientRect().bottom > TOP)?.id ?? told ?? '');

// A place that is not kept is lost without a word: the text is still there, and the next one is told again.
function tell() {
  const anchor = current();
  if (anchor === told) return;
  told = anchor;
  const body = new URLSearchParams({ anchor });
  fetch(lesson.dataset.reading, { method: 'POST', body, headers: { 'X-CSRFToken': token }, keepalive: true })
    .then((answer) => { if (!answer.ok) told = null; })
    .catch(() => { told = null; });
}

if (lesson) {
  tell();
  window.addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = setTimeout(tell, AFTER_SCROLLING);
  }, { passive: true });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') tell(); });
}

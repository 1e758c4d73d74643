// Going on from a question: what was typed is in the queue of this browser, so nothing needs to be sent first. Without a connection
// the page stays, because the next one could not come and the browser's own error page would say nothing of what is kept.
const form = document.querySelector('[data-autosave]');
const bar = document.querySelector('[data-save-bar]');
const WORDS = 'Sin conexión: siga cuando vuelva. Lo que respondió está en este equipo';

const stay = () => {
  bar.classList.add('save-off');
  bar.querySelector('span').textContent = WORDS;
  bar.scrollIntoView({ block: 'nearest' });
};

// The address to which a click leads on this site, '' for anything else.
function target(event) {
  const step = event.target.closest?.('[data-step]');
  if (step) return step.value;
  const link = event.target.closest?.('a[href]');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return '';
  return link.pathname === window.location.pathname && link.hash ? '' : link.href;
}

if (form && bar) {
  document.addEventListener('click', (event) => {
    const address = target(event);
    if (!address || event.defaultPrevented) return;
    if (!navigator.onLine) {
      event.preventDefault();
      stay();
    } else if (event.target.closest('[data-step]')) {
      event.preventDefault();
      window.location.assign(address);
    }
  });
}

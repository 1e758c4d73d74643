// The questionnaire saves each answer by htmx; this module does what htmx does not: it notices typing, says in words
// what happened to each save, tries again when the connection returns, and warns before leaving with unsaved answers.
const form = document.querySelector('[data-autosave]');
const bar = document.querySelector('[data-save-bar]');
const waiting = new Set(); // questions whose last save did not reach the server
const RETRY_AFTER = 10000;

const panelOf = (element) => element?.closest?.('[data-question]');
const stateOf = (panel) => panel.querySelector('.answer-state .when-idle');

function say(words, kind) {
  bar.classList.toggle('save-off', kind === 'off');
  bar.classList.toggle('save-bad', kind === 'bad' || kind === 'out');
  bar.querySelector('span').textContent = words;
  bar.querySelector('[data-sign-in]').hidden = kind !== 'out';
}

function report() {
  if (!waiting.size) return;
  const count = waiting.size === 1 ? '1 respuesta en espera' : `${waiting.size} respuestas en espera`;
  say(`Sin conexión: ${count}`, 'off');
}

function hold(panel) {
  waiting.add(panel);
  stateOf(panel).textContent = 'Sin guardar: en espera de conexión';
  report();
}

function retry() {
  for (const panel of [...waiting]) htmx.trigger(panel, 'retry');
}

if (form && bar) {
  form.addEventListener('input', (event) => {
    const panel = panelOf(event.target);
    if (!panel) return;
    panel.dataset.unsent = '';
    if (event.target.matches('textarea, input[type=url], input:not([type])')) htmx.trigger(panel, 'typed');
  });

  // «Ninguna de las anteriores» and the other options exclude each other.
  form.addEventListener('change', (event) => {
    const group = event.target.closest('[data-none-of-them]');
    if (!group || event.target.type !== 'checkbox' || !event.target.checked) return;
    const isNone = event.target.value === 'ninguna';
    for (const box of group.querySelectorAll('input[type=checkbox]')) {
      if (box !== event.target && (isNone || box.value === 'ninguna')) box.checked = false;
    }
  });

  // Signing in again in another tab changes the token of this page's form; the cookie always has the current one.
  document.body.addEventListener('htmx:configRequest', (event) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (!token) return;
    event.detail.headers['X-CSRFToken'] = token;
    event.detail.parameters.csrfmiddlewaretoken = token;
    form.elements.csrfmiddlewaretoken.value = token;
  });
  document.body.addEventListener('htmx:beforeRequest', (event) => {
    if (panelOf(event.target)) say('Guardando', '');
  });
  document.body.addEventListener('htmx:afterRequest', (event) => {
    const panel = panelOf(event.detail.elt);
    if (!panel) return;
    const status = event.detail.xhr.status;
    if (status === 200) {
      waiting.delete(panel);
      delete panel.dataset.unsent;
      const time = new Date().toLocaleTimeString('es-CO', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'America/Bogota' });
      say(`Guardado ${time}`, '');
      report();
    } else if (status === 409) {
      waiting.delete(panel);
      delete panel.dataset.unsent; // the page shows both versions: leaving is a choice now
      say('Una respuesta no se guardó: mírela', 'bad');
    } else if (status === 401 || status === 403) {
      waiting.add(panel);
      say('No se guardó: su sesión terminó', 'out');
    } else {
      hold(panel);
    }
  });

  window.addEventListener('online', retry);
  window.setInterval(() => navigator.onLine && retry(), RETRY_AFTER);
  window.addEventListener('beforeunload', (event) => {
    const isUnsent = waiting.size || form.querySelector('[data-unsent]');
    if (isUnsent && !('submitting' in form.dataset)) event.preventDefault();
  });
  form.addEventListener('submit', () => { form.dataset.submitting = ''; });
}

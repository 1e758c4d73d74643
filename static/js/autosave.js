// A page of questions saves itself: each word goes into the queue at once and from there to the server. This module reads
// and fills the inputs and says, in words, what became of each answer. Inputs are never replaced, only their status.
import { forget, keyOf, recordsOf, remember, retry } from './queue.js';
import { report, send } from './sender.js';

const form = document.querySelector('[data-autosave]');
const bar = document.querySelector('[data-save-bar]');
const me = document.body.dataset.person ?? '';
// Names this opened page, so that its own later words are no conflict when the reply to earlier ones was lost.
const page = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const AFTER_CHOICE = 80;
const AFTER_TYPING = 1200;

const panels = new Map([...(form?.querySelectorAll('[data-save]') ?? [])].map((panel) => [keyOf(me, panel.dataset.save), panel]));
const isHeard = new Map([...panels.keys()].map((key) => [key, new Set([page])])); // opened pages whose replies belong here
const remembered = new Map(); // what was last put into the queue, by panel
let timer = 0;

const keyOfPanel = (panel) => keyOf(me, panel.dataset.save);
const version = (panel) => panel.querySelector(`[name="${panel.id}-version"]`);

function say(words, kind = '') {
  bar.classList.toggle('save-off', kind === 'off');
  bar.classList.toggle('save-bad', kind === 'bad' || kind === 'out');
  const line = bar.querySelector('span');
  if (line.textContent !== words) line.textContent = words;
  // Stays while a new try is under way: it would vanish under the finger that came back to press it.
  if (kind === 'out') bar.querySelector('[data-sign-in]').hidden = false;
}

function fieldsOf(panel) {
  const names = new Set([...panel.querySelectorAll('input, textarea, select')].map((field) => field.name));
  names.delete(`${panel.id}-version`);
  return [...new FormData(form)].filter(([name]) => names.has(name));
}

function fill(panel, fields) {
  for (const field of panel.querySelectorAll('input, textarea, select')) {
    if (field.name === `${panel.id}-version`) continue;
    const said = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = said.includes(field.value);
    else field.value = said[0] ?? '';
  }
  form.dispatchEvent(new CustomEvent('filled', { bubbles: true }));
}

// Into the queue at once, before anything can happen to the page; to the server when she pauses.
async function keep(panel, { after, seen = version(panel).value, always = false }) {
  const fields = fieldsOf(panel);
  const said = JSON.stringify(fields);
  if (!always && remembered.get(panel) === said) return;
  remembered.set(panel, said);
  isHeard.get(keyOfPanel(panel)).add(page);
  const title = panel.querySelector('h2')?.textContent ?? panel.id;
  await remember({ person: me, url: panel.dataset.save, code: panel.id, fields, version: seen, page, title, home: `${window.location.pathname}${window.location.search}#${panel.id}` });
  window.clearTimeout(timer);
  timer = window.setTimeout(send, after);
}

function apply(html) {
  for (const fresh of [...new DOMParser().parseFromString(html, 'text/html').body.children]) {
    document.getElementById(fresh.id)?.replaceWith(fresh);
  }
}

const now = () => new Date().toLocaleTimeString('es-CO', { hour: 'numeric', minute: '2-digit', hour12: false, timeZone: 'America/Bogota' });

function onAnswer({ detail }) {
  const panel = panels.get(detail.key);
  if (!panel || !isHeard.get(detail.key).has(detail.page)) return;
  panel.classList.remove('is-saving');
  bar.querySelector('[data-sign-in]').hidden = true;
  if (detail.html) apply(detail.html);
  else panel.querySelector('.when-idle').textContent = 'No se guardó: ya no recibe cambios suyos';
  const isWhole = detail.state === 'saved' && !panel.querySelector('[data-link-error], [data-value-error]');
  if (isWhole) say(`Guardado ${now()}`);
  else if (detail.state === 'saved' && panel.querySelector('[data-value-error]')) say(`Guardado como borrador: falta corregir ${panel.id}`, 'bad');
  else if (panel.querySelector('[data-link-error]')) say(`Una dirección de ${panel.id} no se guardó: mírela`, 'bad');
  else if (detail.state === 'unfinished') say(`Falta terminar ${panel.id}`, 'bad');
  else say('Una respuesta no se guardó: mírela', 'bad');
}

function onHeld({ detail }) {
  const panel = panels.get(detail.record.key);
  panel?.classList.remove('is-saving');
}

function onQueue({ detail }) {
  for (const record of detail.records) {
    const panel = panels.get(record.key);
    if (panel && record.state === 'waiting' && detail.trouble) panel.querySelector('.when-idle').textContent = 'Sin guardar todavía: está en este equipo';
  }
  const count = detail.waiting === 1 ? '1 respuesta en espera' : `${detail.waiting} respuestas en espera`;
  if (detail.waiting && detail.trouble === 'session') say(`Su sesión terminó: ${count}`, 'out');
  else if (detail.waiting && detail.trouble === 'failed') say(`El portal falló al guardar: ${count}`, 'off');
  else if (detail.waiting && detail.trouble) say(`Sin conexión: ${count}`, 'off');
}

// A choice about a conflict: the button works without this script too, by sending the page.
function onClick(event) {
  const panel = event.target.closest?.('[data-save]');
  const button = event.target.closest?.('button[name], a[data-leave-stored]');
  if (!panel || !button) return;
  if (button.name === `${panel.id}-keep`) {
    event.preventDefault();
    keep(panel, { after: 0, seen: button.value, always: true });
  } else if (button.matches('[data-leave-stored]')) {
    event.preventDefault();
    forget(keyOfPanel(panel)).then(() => window.location.assign(button.href)).then(() => window.location.reload());
  }
}

// Chosen or typed while this script was still on its way: nothing told us of it, so the inputs are compared with the page as sent.
const isTouched = (field) => (field.matches('[type=checkbox], [type=radio]') ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
const touchedEarly = new Set([...panels.values()].filter((panel) => [...panel.querySelectorAll('input, textarea')].some(isTouched)));

// What did not reach the server stands in its inputs again, over what the server rendered.
async function restore() {
  for (const record of await recordsOf(me)) {
    const panel = panels.get(record.key);
    if (!panel || touchedEarly.has(panel)) continue;
    fill(panel, record.fields);
    remembered.set(panel, JSON.stringify(fieldsOf(panel)));
    version(panel).value = record.version;
    isHeard.get(record.key).add(record.page);
    panel.querySelector('.when-idle').textContent = 'Recuperada de este equipo: por enviar';
    if (record.state !== 'waiting') await retry(record.key); // the question stands here and is open: she may decide, or it may pass now
  }
}

if (form && bar) {
  if (panels.size) say(bar.dataset.saves ?? 'Cada respuesta se guarda sola');
  form.elements.written_from.value = page;
  const heard = (event) => event.target.closest?.('[data-save]');
  const isText = (field) => field.matches('textarea, input:not([type=radio], [type=checkbox])');
  form.addEventListener('input', (event) => heard(event) && keep(heard(event), { after: isText(event.target) ? AFTER_TYPING : AFTER_CHOICE }));
  form.addEventListener('change', (event) => heard(event) && keep(heard(event), { after: AFTER_CHOICE }).then(() => isText(event.target) && send()));
  form.addEventListener('click', onClick);
  document.addEventListener('answer-sending', ({ detail }) => { panels.get(detail.record.key)?.classList.add('is-saving'); if (panels.has(detail.record.key)) say('Guardando'); });
  document.addEventListener('answer', onAnswer);
  document.addEventListener('answer-held', onHeld);
  document.addEventListener('queue', onQueue);
  restore().then(() => Promise.all([...touchedEarly].map((panel) => keep(panel, { after: AFTER_CHOICE })))).then(() => { send(); report(); });
}

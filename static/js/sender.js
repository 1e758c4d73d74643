// Sends what the queue holds, in order, one tab at a time, and tells every tab of this browser what became of it.
import { countOfOthers, isKept, recordsOf, settle } from './queue.js';

const RETRY_EVERY = 10000;
const LOCK = 'ip360-respuestas';
const news = 'BroadcastChannel' in window ? new BroadcastChannel(LOCK) : null;
const me = document.body.dataset.person ?? '';

let asked = false; // a round is waiting for its turn
let trouble = ''; // '' | 'offline' | 'session' | 'failed'

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? '';

function announce(kind, detail) {
  document.dispatchEvent(new CustomEvent(kind, { detail }));
}

/** Tell the pages how many answers wait, and why. */
export async function report() {
  const records = await recordsOf(me);
  announce('queue', {
    records,
    trouble,
    isKept,
    waiting: records.filter((record) => record.state === 'waiting').length,
    stuck: records.filter((record) => record.state !== 'waiting'),
    others: await countOfOthers(me),
  });
}

async function post(record) {
  const body = new URLSearchParams(record.fields);
  body.set(`${record.code}-version`, record.version);
  body.set('person', record.person);
  body.set('written_from', record.page);
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': window.location.href, 'X-CSRFToken': token() };
  const options = { method: 'POST', body, headers, credentials: 'same-origin', redirect: 'manual', cache: 'no-store' };
  return fetch(record.url, { ...options, signal: AbortSignal.timeout(30000) });
}

// The server names the outcome of what it understood; anything else is the way there, or the session.
async function outcomeOf(record) {
  let response;
  try {
    response = await post(record);
  } catch {
    return { state: 'offline' };
  }
  const named = response.headers.get('X-Answer');
  const html = await response.text().catch(() => '');
  if (named) return { state: named, version: response.headers.get('X-Answer-Version'), html };
  const isOldToken = response.status === 403 && html.includes('data-old-token');
  if (response.type === 'opaqueredirect' || response.status === 401 || isOldToken) return { state: 'session' };
  if ([400, 403, 404, 413].includes(response.status)) return { state: 'refused' };
  // A fault of the server about this one answer must not hold back the others; a gateway that finds no server is the way there.
  return { state: [500, 501].includes(response.status) ? 'failed' : 'offline' };
}

async function round() {
  asked = false;
  let failed = false;
  for (const record of await recordsOf(me)) {
    if (record.state !== 'waiting') continue;
    announce('answer-sending', { record });
    const outcome = await outcomeOf(record);
    trouble = outcome.state === 'offline' || outcome.state === 'session' ? outcome.state : '';
    if (trouble) {
      announce('answer-held', { record, trouble });
      break; // in order: what comes later waits too
    }
    if (outcome.state === 'failed') {
      failed = true;
      announce('answer-held', { record, trouble: 'failed' });
      continue; // it stays in the queue and is tried again with the next round
    }
    await settle(record, outcome);
    const told = { key: record.key, code: record.code, turn: record.turn, page: record.page, ...outcome };
    announce('answer', { ...told, isSentHere: true });
    news?.postMessage(told);
  }
  trouble ||= failed ? 'failed' : '';
  await report();
}

// One round at a time in the whole browser; where it has no locks, at least in this tab.
let last = Promise.resolve();
const inTurn = (work) => (navigator.locks ? navigator.locks.request(LOCK, work) : (last = last.then(work)));

/** Ask for a round of sending. Asked again before it begins it stays one; asked while it runs, another follows. */
export function send() {
  if (asked || !me) return;
  asked = true;
  inTurn(round);
}

news?.addEventListener('message', (event) => { announce('answer', event.data); report(); });
if (me) {
  window.addEventListener('online', send);
  window.addEventListener('focus', send);
  document.addEventListener('visibilitychange', () => document.hidden || send());
  window.setInterval(async () => (await recordsOf(me)).some((r) => r.state === 'waiting') && send(), RETRY_EVERY);
}

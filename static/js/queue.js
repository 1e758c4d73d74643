// Answers that have not reached the server yet, kept by the browser so that a lost connection, a closed tab or an ended
// session loses nothing. One record per question: {key, person, url, code, fields, version, page, first, turn, state}.
// `fields` are pairs as the form sends them; `turn` changes with each new word; `home` is the page where the question stands.
// `state` is waiting, conflict, refused or unfinished (understood, but something is missing or wrong: not all of it is stored).
const NAME = 'ip360-respuestas';
const STORE = 'answers';
const memory = new Map(); // where the browser refuses to keep anything: better than nothing, and said on the screen

let opening = null;
export let isKept = true;

function database() {
  opening ??= new Promise((resolve) => {
    const fail = () => { isKept = false; resolve(null); };
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = fail;
      request.onblocked = fail;
    } catch {
      fail();
    }
  });
  return opening;
}

// Runs `work(store)` in one transaction and gives back what its request found; a map stands in for a missing database.
async function within(mode, work, instead) {
  const kept = await database();
  if (!kept) return instead();
  return new Promise((resolve, reject) => {
    const transaction = kept.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

const all = () => within('readonly', (store) => store.getAll(), () => [...memory.values()]);

export const keyOf = (person, url) => `${person} ${url}`;

/** The records of a person, in the order in which she began to type them. */
export async function recordsOf(person) {
  const found = await all();
  return found.filter((record) => record.person === person).sort((one, other) => one.first - other.first);
}

/** How many records other people left in this browser. Nothing of their content is ever shown. */
export async function countOfOthers(person) {
  const found = await all();
  return found.filter((record) => record.person !== person).length;
}

/** Keep a record in the place of the one before, in one transaction; `change(before)` makes it (null: remove it). */
export async function change(key, make) {
  const put = (store) => {
    const reading = store.get(key);
    reading.onsuccess = () => {
      const record = make(reading.result);
      if (record) store.put(record);
      else if (reading.result) store.delete(key);
    };
    return reading;
  };
  const instead = () => {
    const record = make(memory.get(key));
    if (record) memory.set(key, record);
    else memory.delete(key);
  };
  await within('readwrite', put, instead);
}

/** Remember what was just typed. It keeps its place in the order, and a choice about a conflict is asked again. */
export function remember({ person, url, code, fields, version, page, title, home }) {
  const key = keyOf(person, url);
  const turn = crypto.getRandomValues(new Uint32Array(2)).join('-');
  return change(key, (before) => ({
    key, person, url, code, fields, version, page, title, home, turn, first: before?.first ?? Date.now(), state: 'waiting',
  }));
}

/** Send a record once more, as when its question stands on the screen again and can show the two values. */
export const retry = (key) => change(key, (now) => now && { ...now, state: 'waiting' });

export const forget = (key) => change(key, () => null);

/** What became of a sent record; words typed meanwhile stay and go on from the version that is now stored. */
export function settle(record, { state, version }) {
  return change(record.key, (now) => {
    if (!now) return null;
    const isSame = now.turn === record.turn;
    if (state === 'saved') return isSame ? null : { ...now, version: version ?? now.version };
    if (state === 'unfinished') return { ...now, version: version ?? now.version, state: isSame ? state : now.state };
    return isSame ? { ...now, state } : now;
  });
}

// On every work page: answers that wait in this browser are sent from here too, and what needs the person is said.
import { forget } from './queue.js';
import { report, send } from './sender.js';

const bar = document.querySelector('[data-waiting]');
const me = document.body.dataset.person ?? '';
const saysItself = document.querySelector('[data-save-bar]'); // the questionnaire has a bar of its own for what waits
const sent = []; // questions whose answers this page sent although they do not stand on it
let isUnkept = false; // the browser keeps nothing and something waits: leaving would lose it

const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

function line(words) {
  const paragraph = document.createElement('p');
  paragraph.textContent = words;
  return paragraph;
}

function button(words, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn btn-2 btn-s';
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
}

// Where the question stands; before records named it, on a page of its own beside the address to which its answer is sent.
const pageOf = (record) => record.home ?? record.url.replace('/respuestas/', '/pregunta/');
const TO_DECIDE = {
  conflict: 'cambió mientras usted escribía. Escoja cuál queda',
  unfinished: 'lo que usted escribió no está completo y no se guardó todo. Termínelo',
};

function stuckLine(record) {
  const row = document.createElement('div');
  row.className = 'waiting-row';
  if (record.state in TO_DECIDE) {
    const link = document.createElement('a');
    link.href = pageOf(record);
    link.textContent = `${record.code}: ${TO_DECIDE[record.state]}`;
    row.append(link);
    if (record.state === 'unfinished') row.append(button(`Descartar ${record.code}`, () => forget(record.key).then(report)));
    return row;
  }
  const typed = record.fields.map(([, value]) => value).filter(Boolean).join(' · ');
  row.append(line(`${record.code} no se guardó: ya no recibe cambios suyos. Usted escribió: ${typed || 'nada'}`));
  row.append(button(`Descartar ${record.code}`, () => forget(record.key).then(report)));
  return row;
}

function onQueue({ detail }) {
  isUnkept = !detail.isKept && detail.waiting > 0;
  const rows = detail.stuck.filter((record) => !document.querySelector(`[data-save="${record.url}"]`)).map(stuckLine);
  if (detail.waiting && !saysItself) {
    const why = detail.trouble === 'session' ? ' Ingrese de nuevo y se envían solas.' : detail.trouble ? ' Se envían solas cuando haya conexión.' : '';
    rows.unshift(line(`${counted(detail.waiting, 'respuesta está', 'respuestas están')} en este equipo, por enviar.${why}`));
  }
  if (sent.length) rows.unshift(line(`Lo que esperaba en este equipo quedó guardado: ${sent.join(', ')}.`));
  if (detail.others && !me) rows.push(line(`En este equipo hay ${counted(detail.others, 'respuesta', 'respuestas')} por enviar. Nada se perdió: se guarda cuando ingrese quien escribió.`));
  else if (detail.others) rows.push(line(`Otra persona dejó en este equipo ${counted(detail.others, 'respuesta', 'respuestas')} sin enviar. Se envían cuando ella ingrese aquí.`));
  bar.hidden = !rows.length;
  bar.replaceChildren(...rows);
}

function onAnswer({ detail }) {
  const url = detail.key.slice(detail.key.indexOf(' ') + 1);
  const isElsewhere = !document.querySelector(`[data-save="${url}"]`);
  if (detail.isSentHere && detail.state === 'saved' && isElsewhere && !sent.includes(detail.code)) sent.push(detail.code);
}

async function onSubmit(event) {
  if (!event.target.matches('[data-sign-out]') || event.target.dataset.sure) return;
  event.preventDefault();
  const waiting = await new Promise((resolve) => {
    document.addEventListener('queue', ({ detail }) => resolve(detail.waiting), { once: true });
    report();
  });
  const question = `Hay ${counted(waiting, 'respuesta', 'respuestas')} sin enviar. Si sale, esperan en este equipo hasta que usted ingrese otra vez aquí. ¿Salir?`;
  if (waiting && !window.confirm(question)) return;
  event.target.dataset.sure = 'yes';
  event.target.requestSubmit();
}

if (bar) {
  document.addEventListener('queue', onQueue);
  document.addEventListener('answer', onAnswer);
  document.addEventListener('submit', onSubmit);
  window.addEventListener('beforeunload', (event) => isUnkept && event.preventDefault());
  if (!saysItself) {
    report();
    send();
  }
}

// Shows what is similar while somebody writes. Without this script it is shown once, on sending.
const PAUSE = 900; // ms without typing
const form = document.querySelector('[data-similar]');
const list = form?.querySelector('[data-similar-list]');
let timer = 0;
let asked = '';
let running = null;

async function look() {
  const title = form.elements.title.value.trim();
  const text = form.elements.text.value.trim();
  const said = `${title}\n${text}`;
  if (said === asked || title.length + text.length < 20) return;
  asked = said;
  running?.abort();
  running = new AbortController();
  const body = new URLSearchParams({ title, text, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  try {
    const answer = await fetch(form.dataset.similar, {
      method: 'POST', body, signal: running.signal, headers: { 'HX-Request': 'true' },
    });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    list.replaceChildren(...page.body.childNodes);
  } catch {
    // Away, or asked again meanwhile: the server looks once more on sending.
  }
}

form?.addEventListener('input', ({ target }) => {
  if (target.name !== 'title' && target.name !== 'text') return;
  window.clearTimeout(timer);
  timer = window.setTimeout(look, PAUSE);
});

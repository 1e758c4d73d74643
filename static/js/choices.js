// «Ninguna de las anteriores» and the other options of a question exclude each other. In the capturing phase, so that
// whoever listens next reads the choice as it stands.
document.addEventListener('input', (event) => {
  const group = event.target.closest?.('[data-none-of-them]');
  if (!group || event.target.type !== 'checkbox' || !event.target.checked) return;
  const isNone = event.target.value === 'ninguna';
  for (const box of group.querySelectorAll('input[type=checkbox]')) {
    if (box !== event.target && (isNone || box.value === 'ninguna')) box.checked = false;
  }
}, true);

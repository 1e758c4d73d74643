// The button of a form counts what is ticked. Without this script it says what was chosen when the page was made.
for (const form of document.querySelectorAll('[data-counted]')) {
  const button = form.querySelector('[data-many]');
  const label = button?.querySelector('span');
  const count = () => form.querySelectorAll('[type=checkbox]:checked').length;
  form.addEventListener('change', ({ target }) => {
    if (!target.matches('[type=checkbox]')) return;
    const ticked = count();
    label.textContent = ticked === 1 ? button.dataset.one : button.dataset.many.replace('#', ticked);
    button.disabled = ticked === 0;
  });
}

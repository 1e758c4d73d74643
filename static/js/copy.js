// Buttons that copy an address, or what `data-done` says; where the browser cannot, they stay hidden.
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector('span').textContent = button.dataset.done || 'Dirección copiada';
  });
}

// Opens <dialog> as modal from [data-dialog="id"]. Without JavaScript the opener is a link to a page that asks the same.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-dialog]');
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  if (dialog.open) dialog.close(); // one that stood open in the page cannot become modal otherwise
  dialog.showModal();
});

// The list of what has to be corrected is the first thing to read after a form comes back.
document.querySelector('[data-error-summary]')?.focus();

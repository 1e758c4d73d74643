// While a file is on its way: one press is enough, and words say that it is being sent.
for (const form of document.querySelectorAll('[data-upload]')) {
  form.addEventListener('submit', () => {
    form.querySelector('[data-upload-says]').hidden = false;
    form.querySelector('button[type=submit]').disabled = true;
  });
}
// Back from another page the browser shows this one as it was left: the button must work again.
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('[data-upload] button[type=submit]')) button.disabled = false;
});

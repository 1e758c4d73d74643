// Buttons that hand the page to the sharing of the device; where there is none, they stay hidden.
for (const button of document.querySelectorAll('[data-share]')) {
  if (!navigator.share) continue;
  const { share: text, shareTitle: title, shareAddress: url } = button.dataset;
  button.hidden = false;
  button.addEventListener('click', () => navigator.share({ title, text, url }).catch(() => {})); // closed without choosing
}

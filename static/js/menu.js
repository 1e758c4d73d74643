// Closes a menu made of <details data-menu> by Escape, or when the focus or a click goes elsewhere. Opening needs no script.
const open = () => document.querySelectorAll('details[data-menu][open]');

document.addEventListener('click', (event) => {
  open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener('focusin', (event) => {
  open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  open().forEach((menu) => {
    menu.open = false;
    menu.querySelector('summary').focus();
  });
});

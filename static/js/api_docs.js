// Draws the schema of the API in the page of Swagger or of Redoc, without what our policy or our visitors would not accept.
const swagger = document.getElementById('swagger');
const redoc = document.getElementById('redoc');

if (swagger) {
  globalThis.SwaggerUIBundle({
    url: swagger.dataset.schema,
    dom_id: '#swagger',
    presets: [globalThis.SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    deepLinking: true,
    validatorUrl: null,
  });
}
if (redoc) {
  // Redoc shows the logo of its makers from their server; no page of ours asks anybody else for anything.
  const images = HTMLImageElement.prototype;
  const { get, set } = Object.getOwnPropertyDescriptor(images, 'src');
  const isOurs = (address) => new URL(address, location.href).origin === location.origin;
  Object.defineProperty(images, 'src', {
    get,
    set(address) {
      if (isOurs(address)) set.call(this, address);
      else this.hidden = true;
    },
  });
  images.setAttribute = function setOwn(name, value) {
    if (name === 'src') this.src = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };
  globalThis.Redoc.init(redoc.dataset.schema, { disableSearch: true, hideLoading: true, nativeScrollbars: true }, redoc);
}

// Draws the charts of a page (templates/components/chart.html) when they come near the screen.
// The figure comes as JSON beside the chart; its colours are our tokens written "var(--brand)", so that
// one figure serves light and dark. Whatever fails, the table under the chart still says everything.

import { figureFor } from './chart_figure.js';

const FAILED = 'No se pudo dibujar el gráfico; los datos están en la tabla.';
const scheme = window.matchMedia('(prefers-color-scheme: dark)');
const seen = new WeakSet();
const drawn = new Set();
let library;

function load(element, address) {
  return new Promise((resolve, reject) => {
    Object.assign(element, address, { onload: resolve, onerror: reject });
    document.head.append(element);
  });
}

// Once per page. The id and class of the link tell plotly.js not to inject these rules itself, which the CSP
// would refuse; it looks for them while it starts, so the link goes in before the script.
function loadLibrary({ plotlyCss, plotlySrc }) {
  library ??= Promise.all([
    load(document.createElement('link'), {
      rel: 'stylesheet', href: plotlyCss, id: 'plotly.js-style-global', className: 'no-inline-styles',
    }),
    load(document.createElement('script'), { src: plotlySrc }),
    document.fonts.ready, // labels are measured while drawing: with the fallback font they would overlap later
  ]).then(() => window.Plotly);
  return library;
}

function fail(plot) {
  plot.removeAttribute('role'); // an image has no readable content; a sentence has
  plot.removeAttribute('aria-label');
  plot.className = 'plot-wait';
  plot.textContent = FAILED;
}

async function draw(plot) {
  try {
    const Plotly = await loadLibrary(plot.dataset);
    const { data, layout: { height, ...layout } } = figureFor(plot, plot.clientWidth);
    plot.style.height = height ? `${height}px` : ''; // the box decides; plotly fills it, also after a resize
    const config = { responsive: true, displayModeBar: false, staticPlot: false, locale: 'es-CO' };
    await Plotly.react(plot, data, layout, config);
    drawn.add(plot);
    plot.closest('.chart').classList.add('is-drawn');
  } catch (error) {
    console.error(error);
    fail(plot);
  }
}

async function download(button) {
  const chart = button.closest('.chart');
  const plot = chart.querySelector('[data-chart]');
  const [Plotly, { save }] = await Promise.all([loadLibrary(plot.dataset), import('./chart_export.js')]);
  await save(chart, plot, Plotly, button.dataset.chartDownload);
}

const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    draw(target);
  }
}, { rootMargin: '300px' });

// htmx announces what it brings in, and at first the whole page again: what is drawn or waiting stays as it is.
function watch(root) {
  for (const plot of root.querySelectorAll('[data-chart]')) {
    if (!seen.has(plot)) observer.observe(plot);
    seen.add(plot);
  }
}

watch(document);
document.addEventListener('htmx:load', (event) => watch(event.detail.elt));
scheme.addEventListener('change', () => drawn.forEach((plot) => (plot.isConnected ? draw(plot) : drawn.delete(plot))));
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-chart-download]');
  if (button) download(button).catch((error) => console.error(error));
});

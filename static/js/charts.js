// Draws the charts of a page (templates/components/chart.html) when they come near the screen.
// The figure comes as JSON beside the chart; its colours are our tokens written "var(--brand)", so that
// one figure serves light and dark. Whatever fails, the table under the chart still says everything.

import { figureFor } from './chart_figure.js';

const FAILED = 'No se pudo dibujar el gráfico; los datos están en la tabla.';
const EXPORT = { width: 1100, height: 720, scale: 2 };
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

function lines(text, width) {
  return text.trim().replace(/\s+/g, ' ').replace(new RegExp(`(.{1,${width}})( |$)`, 'g'), '$1<br>').replace(/<br>$/, '');
}

// A picture leaves the page alone: it takes its title, measure and foot («Datos de demostración») with it.
async function download(button) {
  const chart = button.closest('.chart');
  const plot = chart.querySelector('[data-chart]');
  const Plotly = await loadLibrary(plot.dataset);
  const { data, layout } = figureFor(plot, EXPORT.width);
  const text = (selector) => chart.querySelector(selector)?.textContent ?? '';
  const title = lines(text('figcaption :is(h2, h3)'), 80);
  const subtitle = lines(`${text('figcaption p')} · ${text('.chart-foot > span')}`.replace(/^ · | · $/g, ''), 120);
  layout.title = { text: title, x: 0.03, xanchor: 'left', font: { size: 22 }, subtitle: { text: subtitle, font: { size: 14 } } };
  layout.margin = { ...layout.margin, t: 160, b: 60 };
  delete layout.height; // of the box in the page
  const { format, filename } = { format: button.dataset.chartDownload, filename: plot.dataset.chartName };
  await Plotly.downloadImage({ data, layout, config: { locale: 'es-CO' } }, { ...EXPORT, format, filename });
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

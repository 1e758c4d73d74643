// The plotly.js bundle of the portal: points and lines (in the core), bars, radar, Colombian Spanish.
// No heatmap (a style attribute that the CSP refuses blurs it) and no choropleth (it asks a CDN for a world map).
const Plotly = require('plotly.js/lib/core');
const spanish = require('plotly.js/lib/locales/es');

Plotly.register([require('plotly.js/lib/bar'), require('plotly.js/lib/scatterpolar')]);

// plotly.js has no es-CO: Spanish words with Colombian numbers and lower-case months.
const lower = (names) => names.map((name) => name.toLowerCase());
Plotly.register([
  spanish,
  {
    moduleType: 'locale',
    name: 'es-CO',
    dictionary: spanish.dictionary,
    format: {
      ...spanish.format,
      days: lower(spanish.format.days),
      shortDays: lower(spanish.format.shortDays),
      months: lower(spanish.format.months),
      shortMonths: lower(spanish.format.shortMonths),
      decimal: ',',
      thousands: '.',
      currency: ['$', ''],
    },
  },
]);

// Since version 4 a chart shows a button that sends its data to Plotly's cloud. Ours never leave the portal.
Plotly.setPlotConfig({ locale: 'es-CO', showSendToCloud: false, plotlyServerURL: '', displaylogo: false });

module.exports = Plotly;

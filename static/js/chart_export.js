// A chart as a picture that leaves the portal: always light, in our font, with its title, measure, source, licence and date.
// plotly.js draws the figure; what stands around it is written here, so that no label of an axis can push it away.

import { figureFor } from './chart_figure.js';

const [WIDTH, HEIGHT, SCALE, SIDE] = [1200, 900, 2, 48];
const RADAR = { margin: { l: 150, r: 150, t: 40, b: 76 }, legend: { y: -0.1, font: { size: 18 } } };

// The tokens of the light scheme, whatever this screen shows.
function lightTokens(rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])) {
  for (const rule of rules) {
    if (rule instanceof CSSStyleRule && rule.selectorText === ':root' && rule.style.getPropertyValue('--bg')) {
      return (name) => rule.style.getPropertyValue(name).trim();
    }
    const inner = rule.cssRules && !(rule instanceof CSSMediaRule) ? lightTokens([...rule.cssRules]) : null;
    if (inner) return inner;
  }
  return null;
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const plain = (text) => (text ?? '').trim().replace(/\s+/g, ' ');

function wrapped(text, font, width) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = font;
  return plain(text).split(' ').reduce((lines, word) => {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
    return lines;
  }, []);
}

// Lines of text one under another, as SVG, and where the next one begins.
function block(texts, top, family) {
  let y = top;
  const lines = texts.filter(({ text }) => plain(text)).flatMap(({ text, size, weight, colour }, at) => {
    y += at ? 4 : 0;
    const found = wrapped(text, `${weight} ${size}px ${family}`, WIDTH - 2 * SIDE);
    return found.map((line) => {
      y += size * 1.34;
      return `<text x="${SIDE}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(line)}</text>`;
    });
  });
  return { svg: lines.join(''), bottom: y };
}

async function fontFace() {
  try {
    const link = document.querySelector('link[rel="preload"][as="font"]');
    const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
    const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    return `@font-face{font-family:"Encode Sans";font-weight:100 900;font-stretch:75% 125%;src:url(data:font/woff2;base64,${data})}`;
  } catch {
    return ''; // the picture is drawn with the font of the system
  }
}

function around(chart, plot, token) {
  const [ink, grey, brick] = ['--ink', '--ink-2', '--brick'].map(token);
  const said = (selector) => chart.querySelector(selector)?.textContent;
  const { chartAbout, chartSource, chartDemo, chartLicence } = plot.dataset;
  const day = new Date().toLocaleDateString('es-CO', { dateStyle: 'long' });
  const name = document.querySelector('meta[property="og:site_name"]')?.content ?? 'Innovación Pública 360';
  const address = document.querySelector('link[rel="canonical"]')?.href;
  const origin = `Fuente: ${[name, chartSource || said('.chart-foot > span')].map(plain).filter(Boolean).join(', ')}.`;
  return {
    head: [
      { text: chartAbout, size: 20, weight: 500, colour: grey },
      { text: said('figcaption :is(h2, h3)'), size: 29, weight: 660, colour: ink },
      { text: said('figcaption p'), size: 18, weight: 400, colour: grey },
    ],
    foot: [
      { text: chartDemo, size: 17, weight: 660, colour: brick },
      { text: `${origin}${chartLicence ? ` Licencia ${chartLicence}.` : ''} Imagen del ${day}.`, size: 15, weight: 400, colour: grey },
      { text: chartLicence ? address : '', size: 15, weight: 400, colour: grey },
    ],
  };
}

async function composed(chart, plot, Plotly) {
  const token = lightTokens();
  const family = token('--font');
  const texts = around(chart, plot, token);
  const head = block(texts.head, 30, family);
  const foot = block(texts.foot, 0, family);
  const { data, layout } = figureFor(plot, WIDTH, { token, size: 17 });
  const figure = plot.classList.contains('is-radar')
    ? { ...layout, margin: RADAR.margin, legend: { ...layout.legend, ...RADAR.legend } }
    : { ...layout, margin: { ...layout.margin, l: SIDE, r: SIDE } };
  delete figure.height; // of the box in the page
  const [top, height] = [head.bottom + 14, HEIGHT - head.bottom - foot.bottom - 50];
  const drawn = await Plotly.toImage(
    { data, layout: figure, config: { locale: 'es-CO' } }, { format: 'svg', width: WIDTH, height: Math.round(height), imageDataOnly: true },
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="${escaped(family)}">`
    + `<title>${escaped(plain(texts.head[1].text))}</title><style>${await fontFace()}</style><rect width="100%" height="100%" fill="${token('--bg')}"/>`
    + `${head.svg}${drawn.replace('<svg ', `<svg x="0" y="${top.toFixed(1)}" `)}`
    + `<g transform="translate(0 ${(HEIGHT - foot.bottom - 24).toFixed(1)})">${foot.svg}</g></svg>`;
}

async function asPng(svg) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH * SCALE, height: HEIGHT * SCALE });
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
  } finally {
    URL.revokeObjectURL(address);
  }
}

export async function save(chart, plot, Plotly, format) {
  const svg = await composed(chart, plot, Plotly);
  const blob = format === 'png' ? await asPng(svg) : new Blob([svg], { type: 'image/svg+xml' });
  const href = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href, download: `${plot.dataset.chartName}.${format}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000); // the browser reads it after the press
}

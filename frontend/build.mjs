// npm ci && npm run build: makes static/vendor/plotly again, byte for byte the same from the same lock.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../static/vendor/plotly/', import.meta.url));
const plotly = `${here}node_modules/plotly.js`;
const version = JSON.parse(readFileSync(`${plotly}/package.json`, 'utf8')).version;

// The rules that plotly.js would inject as a <style>, which the CSP refuses: we ship them as a file.
function pageRules() {
  const source = readFileSync(`${plotly}/build/plotcss.js`, 'utf8');
  const rules = {};
  const Lib = { addStyleRule: (selector, text) => { rules[selector] = text; } };
  new Function('require', source)(() => Lib);
  const lines = Object.entries(rules).map(([selector, text]) => `${selector} { ${text} }`);
  return `/* plotly.js ${version}, MIT License (see LICENSE): its own rules, from build/plotcss.js. */\n${lines.join('\n')}\n`;
}

mkdirSync(out, { recursive: true });
await build({
  entryPoints: [`${here}plotly-ip360.cjs`],
  outfile: `${out}plotly-ip360.min.js`,
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'Plotly',
  define: { global: 'window', 'define.amd': 'false' },
  target: 'es2020',
  legalComments: 'eof',
  loader: { '.css': 'empty' }, // MapLibre's, of a trace that is not in the bundle
});
writeFileSync(`${out}plotly.css`, pageRules());
writeFileSync(`${out}VERSION`, `${version}\n`);
copyFileSync(`${plotly}/LICENSE`, `${out}LICENSE`);

const files = ['plotly-ip360.min.js', 'plotly.css', 'VERSION', 'LICENSE'];
const sha256 = Object.fromEntries(
  files.map((name) => [name, createHash('sha256').update(readFileSync(out + name)).digest('hex')]),
);
const manifest = { name: 'plotly.js', version, license: 'MIT', source: 'frontend/ (npm ci && npm run build)', sha256 };
writeFileSync(`${out}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);

const bundle = readFileSync(`${out}plotly-ip360.min.js`);
console.log(`plotly.js ${version}: ${bundle.length} bytes, ${gzipSync(bundle, { level: 9 }).length} gzip`);

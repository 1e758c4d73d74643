// From the figure that the server wrote (plain data, tokens as colours) to the one that this screen can show:
// our font, grid and ground in light or dark, and on a phone lying bars instead of standing ones.

const NARROW = 560; // px: under this the texts shrink a step, the radar gives room to its labels, bars lie down
const BAR = 15; // px a lying bar needs

const onScreen = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function withColours(value, token) {
  if (typeof value === 'string') return value.replace(/var\((--[\w-]+)\)/g, (_, name) => token(name));
  if (Array.isArray(value)) return value.map((inner) => withColours(inner, token));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withColours(inner, token)]));
}

function theme(size, token) {
  const ink = token('--ink');
  const ground = token('--bg');
  const lines = { gridcolor: token('--line'), linecolor: token('--line-2') };
  const axis = {
    ...lines, zerolinecolor: token('--line-2'), automargin: true, fixedrange: true, tickfont: { size, color: ink },
  };
  return {
    layout: {
      font: { family: token('--font'), size, color: ink },
      paper_bgcolor: ground,
      plot_bgcolor: ground,
      colorway: ['--brand', '--river', '--brick', '--amber-line', '--link-visited', '--ink-2'].map(token),
      xaxis: axis,
      yaxis: axis,
      polar: {
        bgcolor: ground,
        angularaxis: { ...lines, rotation: 90, direction: 'clockwise', tickfont: { size, color: ink } },
        radialaxis: {
          ...lines, range: [0, 100], showline: false, ticks: '', tickfont: { size: Math.max(12, size - 3), color: token('--ink-2') },
        },
      },
      hoverlabel: {
        bgcolor: ink, bordercolor: ink, font: { family: token('--font'), size: 14, color: ground }, align: 'left',
      },
      dragmode: false,
    },
  };
}

// The scale stands between the first two axes, where no label of an axis is in its way.
function radarLayout(data, isNarrow) {
  const axes = new Set(data[0]?.theta ?? []).size || 1;
  const angle = 90 - 180 / axes;
  const side = isNarrow ? 74 : 110;
  const ticks = { tickvals: [20, 40, 60, 80, 100], ticktext: isNarrow ? ['20', '', '60', '', '100'] : undefined };
  return {
    polar: { radialaxis: { angle, tickangle: angle, ...ticks } }, // counted from the axis: this makes them upright
    margin: { l: side, r: side, t: 44, b: 44 },
    legend: { orientation: 'h', x: 0.5, xanchor: 'center', y: -0.14, yanchor: 'top' },
  };
}

const barLayout = {
  margin: { l: 8, r: 16, t: 12, b: 8, pad: 4 },
  legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1.02, yanchor: 'bottom', traceorder: 'normal' },
};

function lieDown(data, layout) {
  const swapped = (text) => text?.replace(/%\{([xy])/g, (_, name) => `%{${name === 'x' ? 'y' : 'x'}`);
  const lying = data.map((trace) => ({
    ...trace, x: trace.y, y: trace.x, orientation: 'h',
    hovertemplate: swapped(trace.hovertemplate), texttemplate: swapped(trace.texttemplate),
  }));
  const rows = (data[0].x?.length ?? 0) * (layout.barmode === 'stack' ? 2 : data.length + 1);
  return {
    data: lying,
    layout: {
      ...layout, xaxis: { ...layout.yaxis }, yaxis: { ...layout.xaxis, autorange: 'reversed' }, height: 110 + BAR * rows,
    },
  };
}

// `token`: gives a colour by its name; `size`: of the texts, by default what fits the width.
export function figureFor(plot, width, { token = onScreen, size } = {}) {
  const isNarrow = width < NARROW;
  const isRadar = plot.classList.contains('is-radar');
  let { data, layout = {} } = withColours(JSON.parse(document.getElementById(plot.dataset.chart).textContent), token);
  const areStanding = data.length > 0 && data.every(({ type, orientation }) => type === 'bar' && orientation !== 'h');
  if (isNarrow && areStanding) ({ data, layout } = lieDown(data, layout));
  const base = isRadar ? radarLayout(data, isNarrow) : barLayout;
  return { data, layout: { ...base, ...layout, template: theme(size ?? (isNarrow ? 12 : 14), token), autosize: true } };
}

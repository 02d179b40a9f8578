/**
 * Draws a terminal screen as SVG text: what `tmux capture-pane -e -p` printed, cell by cell.
 *
 * The picture does not depend on the fonts of whoever looks at it: every run of characters is stretched to its cells and
 * block characters are drawn as rectangles.
 */

const CELL = { width: 8.4, height: 18 };
const PADDING = 14;
const BAR = 28;

/** Colours that a screen without any would have. */
export interface ScreenColors {
  readonly foreground: string;
  readonly background: string;
}

interface Style {
  readonly foreground: string;
  readonly background: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

interface Run {
  readonly style: Style;
  readonly column: number;
  readonly text: string;
}

/**
 * @param screen - lines with SGR escape sequences; empty ones at the end are left off
 * @param title - stands in the window's title bar
 */
export function screenToSvg(screen: string, title: string, colors: ScreenColors): string {
  const plain: Style = { ...colors, bold: false, italic: false, underline: false, inverse: false };
  const lines = screen.replace(/\n$/, "").split("\n");
  let style = plain;
  const rows = lines.map((line) => {
    const read = readLine(line, style, plain);
    style = read.style;
    return read.runs;
  });
  while (rows.at(-1)?.every((run) => run.text.trim() === "") === true) rows.pop();
  const columns = Math.max(...rows.map((runs) => Math.max(0, ...runs.map((run) => run.column + width(run.text)))));
  const size = { width: fixed(columns * CELL.width + PADDING * 2), height: fixed(rows.length * CELL.height + PADDING + BAR + 4) };
  const body = rows.flatMap((runs, row) => runs.flatMap((run) => drawRun(run, row, colors)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${escapeXml(title)}">`,
    `<rect width="100%" height="100%" rx="9" fill="${colors.background}"/>`,
    `<g fill="none" stroke="${colors.foreground}" stroke-opacity=".35">${[18, 36, 54].map((x) => `<circle cx="${x}" cy="15" r="5"/>`).join("")}</g>`,
    `<text x="50%" y="19" fill="${colors.foreground}" fill-opacity=".6" text-anchor="middle" font-family="sans-serif" font-size="12">${escapeXml(title)}</text>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
    ...body,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function readLine(line: string, before: Style, plain: Style): { runs: Run[]; style: Style } {
  const runs: Run[] = [];
  let [style, column] = [before, 0];
  // oxlint-disable-next-line no-control-regex
  for (const part of line.split(/(\x1b\[[0-9;:]*m)/)) {
    // oxlint-disable-next-line no-control-regex
    const sgr = /^\x1b\[([0-9;:]*)m$/.exec(part);
    if (sgr !== null) {
      style = applySgr(style, plain, sgr[1]!.split(/[;:]/).map(Number));
    } else if (part !== "") {
      runs.push({ style, column, text: part });
      column += width(part);
    }
  }
  return { runs, style };
}

function applySgr(start: Style, plain: Style, codes: readonly number[]): Style {
  let style = start;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) style = plain;
    else if (code === 1) style = { ...style, bold: true };
    else if (code === 3) style = { ...style, italic: true };
    else if (code === 4) style = { ...style, underline: true };
    else if (code === 7) style = { ...style, inverse: true };
    else if (code === 22) style = { ...style, bold: false };
    else if (code === 23) style = { ...style, italic: false };
    else if (code === 24) style = { ...style, underline: false };
    else if (code === 27) style = { ...style, inverse: false };
    else if (code === 39) style = { ...style, foreground: plain.foreground };
    else if (code === 49) style = { ...style, background: plain.background };
    else if (code === 38 || code === 48) {
      const isRgb = codes[at + 1] === 2;
      const color = isRgb ? rgb(codes.slice(at + 2, at + 5)) : indexed(codes[at + 2] ?? 0);
      style = code === 38 ? { ...style, foreground: color } : { ...style, background: color };
      at += isRgb ? 4 : 2;
    } else if (code >= 30) {
      const color = indexed(code >= 90 ? (code % 10) + 8 : code % 10);
      style = Math.floor((code % 60) / 10) === 4 || code >= 100 ? { ...style, background: color } : { ...style, foreground: color };
    }
  }
  return style;
}

const BASIC = [
  "#000000",
  "#cd3131",
  "#0dbc79",
  "#e5e510",
  "#2472c8",
  "#bc3fbc",
  "#11a8cd",
  "#e5e5e5",
  "#666666",
  "#f14c4c",
  "#23d18b",
  "#f5f543",
  "#3b8eea",
  "#d670d6",
  "#29b8db",
  "#ffffff",
];

function indexed(index: number): string {
  if (index < 16) return BASIC[index] ?? "#000000";
  if (index >= 232) return rgb([0, 0, 0].map(() => (index - 232) * 10 + 8));
  const cube = index - 16;
  return rgb([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => (level === 0 ? 0 : level * 40 + 55)));
}

function rgb(levels: readonly number[]): string {
  return `#${levels.map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

function drawRun(run: Run, row: number, colors: ScreenColors): string[] {
  const { style } = run;
  const [ink, paper] = style.inverse ? [style.background, style.foreground] : [style.foreground, style.background];
  const x = PADDING + run.column * CELL.width;
  const y = BAR + row * CELL.height + 4;
  const drawn: string[] = [];
  if (paper !== colors.background)
    drawn.push(`<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width(run.text) * CELL.width)}" height="${CELL.height}" fill="${paper}"/>`);
  for (const match of run.text.matchAll(/[▁-█]+|[^ ▁-█]+(?: [^ ▁-█]+)*/g)) {
    const left = x + width(run.text.slice(0, match.index)) * CELL.width;
    drawn.push(/^[▁-█]/.test(match[0]) ? drawBlocks(match[0], left, { y, ink }) : drawText(match[0], left, { y, ink, style }));
  }
  return drawn;
}

function drawText(text: string, x: number, { y, ink, style }: { y: number; ink: string; style: Style }): string {
  const marks = `${style.bold ? ' font-weight="bold"' : ""}${style.italic ? ' font-style="italic"' : ""}${style.underline ? ' text-decoration="underline"' : ""}`;
  const length = `textLength="${fixed(width(text) * CELL.width)}" lengthAdjust="spacingAndGlyphs"`;
  return `<text x="${fixed(x)}" y="${fixed(y + 13)}" ${length} fill="${ink}"${marks}>${escapeXml(text)}</text>`;
}

/** One path: `▁` fills an eighth of its cell from below, `█` all of it. */
function drawBlocks(text: string, x: number, { y, ink }: { y: number; ink: string }): string {
  const bars = [...text].map((block, index) => {
    const height = ((block.codePointAt(0)! - 0x2580) * (CELL.height - 3)) / 8;
    return `M${fixed(x + index * CELL.width)} ${fixed(y + CELL.height - 2)}v-${fixed(height)}h${fixed(CELL.width - 1)}v${fixed(height)}z`;
  });
  return `<path d="${bars.join("")}" fill="${ink}"/>`;
}

/** Cells that text takes: here every character takes one. */
function width(text: string): number {
  return [...text].length;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(2)));
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

// A scatter chart on two logarithmic axes as SVG, with the straight line of linear growth through the median.
import { median } from "./fixtures.ts";

export interface Point {
  x: number;
  y: number;
  label: string;
}

const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 70, right: 150, top: 40, bottom: 55 };

/** Points above zero only: a logarithm has no place for others. */
export function scatter(title: string, xLabel: string, yLabel: string, all: Point[]): string {
  const points = all.filter(({ x, y }) => x > 0 && y > 0);
  const decades = (values: number[]): [number, number] => [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ];
  const [x0, x1] = decades(points.map(({ x }) => x));
  const [y0, y1] = decades(points.map(({ y }) => y));
  const toX = (x: number) => MARGIN.left + ((Math.log10(x) - x0) / (x1 - x0)) * (WIDTH - MARGIN.left - MARGIN.right);
  const toY = (y: number) =>
    HEIGHT - MARGIN.bottom - ((Math.log10(y) - y0) / (y1 - y0)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const parts: string[] = [];
  const text = (x: number, y: number, words: string, attributes = "") =>
    parts.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${words}</text>`);
  const line = (xa: number, ya: number, xb: number, yb: number, attributes: string) =>
    parts.push(
      `<line x1="${xa.toFixed(1)}" y1="${ya.toFixed(1)}" x2="${xb.toFixed(1)}" y2="${yb.toFixed(1)}" ${attributes}/>`,
    );
  for (let decade = x0; decade <= x1; decade++) {
    const x = toX(10 ** decade);
    line(x, MARGIN.top, x, HEIGHT - MARGIN.bottom, 'stroke="#ddd"');
    text(x, HEIGHT - MARGIN.bottom + 18, unit(10 ** decade), 'text-anchor="middle"');
  }
  for (let decade = y0; decade <= y1; decade++) {
    const y = toY(10 ** decade);
    line(MARGIN.left, y, WIDTH - MARGIN.right, y, 'stroke="#ddd"');
    text(MARGIN.left - 8, y + 4, unit(10 ** decade), 'text-anchor="end"');
  }
  // Linear growth is a line of slope one; it runs where the median of y/x puts it.
  const slope = median(points.map(({ x, y }) => y / x));
  const from = Math.max(10 ** x0, 10 ** y0 / slope);
  const to = Math.min(10 ** x1, 10 ** y1 / slope);
  line(toX(from), toY(from * slope), toX(to), toY(to * slope), 'stroke="#888" stroke-dasharray="5 4"');
  for (const { x, y, label } of points) {
    parts.push(`<circle cx="${toX(x).toFixed(1)}" cy="${toY(y).toFixed(1)}" r="4" fill="#2463eb"/>`);
    text(toX(x) + 7, toY(y) + 4, label, 'font-size="10" fill="#333"');
  }
  text(MARGIN.left, 22, title, 'font-size="15" font-weight="bold"');
  text((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 14, xLabel, 'text-anchor="middle"');
  text(16, HEIGHT / 2, yLabel, `text-anchor="middle" transform="rotate(-90 16 ${HEIGHT / 2})"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.join("\n")}
</svg>
`;
}

function unit(value: number): string {
  if (value >= 1e9) return `${value / 1e9}G`;
  if (value >= 1e6) return `${value / 1e6}M`;
  if (value >= 1e3) return `${value / 1e3}k`;
  return String(value);
}

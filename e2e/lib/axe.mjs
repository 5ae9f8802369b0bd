// axe-core, which looks for what keeps people from using a page.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { skeleton } from './skeleton.mjs';

// The source is evaluated through the browser's own tools, which the page's policy
// does not govern; so the page stays as it is. It goes there on the shortest way and
// in ASCII alone, of which a character is one byte in the browser: sending it took
// longer than all that axe does on a page.
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  .replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const tools = new WeakMap();

// begin has axe look at the page that is open, if it does not yet.
async function begin(page) {
  if (await page.evaluate(() => typeof window.axe === 'object')) return;
  if (!tools.has(page)) tools.set(page, await page.context().newCDPSession(page));
  const { exceptionDetails } = await tools.get(page).send('Runtime.evaluate', { expression: source, returnByValue: true });
  if (exceptionDetails) throw new Error(`axe: ${exceptionDetails.text}`);
}

// color-contrast-enhanced is 7:1, which the style of the house asks for, so that
// color-contrast, 4.5:1, finds nothing more; target-size is part of WCAG 2.2 AA but
// off in axe.
export const options = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  rules: { 'color-contrast': { enabled: false }, 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

// words are all rules but those of colours, which no language changes.
export const words = { ...options, rules: { ...options.rules, 'color-contrast-enhanced': { enabled: false }, 'link-in-text-block': { enabled: false } } };

// colours are only the rules that depend on light and dark.
export const colours = { runOnly: { type: 'rule', values: ['color-contrast-enhanced', 'link-in-text-block'] }, resultTypes: ['violations'] };

// layout are only the rules that depend on the width of the window.
export const layout = { runOnly: { type: 'rule', values: ['scrollable-region-focusable', 'target-size'] }, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };

// findings returns what axe finds on a page.
export async function findings(page, rules = options) {
  await begin(page);
  const { violations } = await page.evaluate((o) => window.axe.run(document, o), rules);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary.replace(/\s+/g, ' ')}`));
}

// Where it stands which pages axe has found nothing on; test files share it.
const shelf = process.env.VERBUND_E2E_SEEN ?? '';
const seen = new Set();

// markOf is what a page has in common with its translations in the same window.
async function markOf(page) {
  return createHash('sha256').update(`${page.viewportSize().width}\n${await page.evaluate(skeleton)}`).digest('hex');
}

function remember(mark) {
  seen.add(mark);
  if (!shelf) return;
  mkdirSync(shelf, { recursive: true });
  writeFileSync(join(shelf, mark), '');
}

// thorough returns what axe finds on a page with all rules.
export async function thorough(page) {
  const found = await findings(page);
  if (found.length === 0) remember(await markOf(page));
  return found;
}

const isSeen = (mark) => seen.has(mark) || (shelf !== '' && existsSync(join(shelf, mark)));

// isFamiliar tells whether axe has found nothing on a page of the same skeleton.
export async function isFamiliar(page) {
  return isSeen(await markOf(page));
}

// translated returns what axe finds on a page with the rules that words may change,
// unless it has found nothing on a page of the same skeleton: what it looks at is then
// the same, in whatever language. How much room words take is not among it, which
// lib/layout.mjs looks at on every page.
export async function translated(page) {
  const mark = await markOf(page);
  if (isSeen(mark)) return [];
  const found = await findings(page, words);
  if (found.length === 0) remember(mark);
  return found;
}

// Lighthouse, as a phone on a slow line sees a page.

import lighthouse from 'lighthouse';
import { freePort } from './house.mjs';
import { openBrowser } from './browser.mjs';

// measure returns the scores of a page from 0 to 100, the figures behind the
// one for speed, and the audits that cost points.
export async function measure(url, categories) {
  const port = await freePort();
  const browser = await openBrowser(`--remote-debugging-port=${port}`);
  try {
    const { lhr } = await lighthouse(url, { port, onlyCategories: categories, logLevel: 'error', output: 'json' });
    const scores = Object.fromEntries(Object.values(lhr.categories).map((c) => [c.id, Math.round(c.score * 100)]));
    const lost = Object.values(lhr.categories).flatMap((c) => c.auditRefs
      .filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1)
      .map((ref) => `${c.id}: ${ref.id}: ${lhr.audits[ref.id].title} ${lhr.audits[ref.id].displayValue ?? ''}`.trim()));
    const figures = Object.fromEntries(['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index']
      .filter((id) => lhr.audits[id]).map((id) => [id, lhr.audits[id].displayValue]));
    return { scores, lost, figures };
  } finally {
    await browser.close();
  }
}

// Nothing stays on the device, nobody else learns of the visit, nothing is
// refused by the page's own policy, and the first page is small.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, visit } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { languages } from '../lib/languages.mjs';
import { crawl, everyPage } from '../lib/pages.mjs';

let house, browser;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

test('every link within the site leads somewhere', async () => {
  const { pages, files, broken } = await crawl(house.url);
  assert.deepEqual(broken, []);
  assert.ok(pages.length > 100 && files.length > 40, `only ${pages.length} pages and ${files.length} files were found`);
});

test('no cookie, no storage, no foreign host, no error on any page', async (t) => {
  const opened = await openPage(browser, house.url);
  const { page, context } = opened;
  for (const described of await everyPage(house.url)) {
    await t.test(described.name.slice(0, 120), async () => {
      const answer = await visit(page, described);
      assert.equal(answer.status(), described.status ?? 200);
      assert.deepEqual(opened.faults(), []);
      assert.deepEqual(opened.strangers(), []);
      assert.deepEqual(await context.cookies(), []);
      assert.deepEqual(await page.evaluate(async () => ({
        local: localStorage.length,
        session: sessionStorage.length,
        databases: (await indexedDB.databases()).length,
        caches: globalThis.caches ? (await caches.keys()).length : 0,
        workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
      })), { local: 0, session: 0, databases: 0, caches: 0, workers: 0 });
    });
  }
  await opened.close();
});

// weigh returns the bytes of an answer as they travel, compressed.
const weigh = (url) => new Promise((resolve, reject) => {
  http.get(url, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
    const pieces = [];
    response.on('data', (piece) => pieces.push(piece));
    response.on('end', () => resolve(Buffer.concat(pieces).length));
    response.on('error', reject);
  }).on('error', reject);
});

// load returns what a page and all that it asks for weigh.
async function load(address) {
  const { page, context, close } = await openPage(browser, house.url);
  const asked = new Set();
  context.on('request', (request) => asked.add(request.url()));
  await page.goto(address, { waitUntil: 'networkidle' });
  const icons = await page.evaluate(() => [...document.querySelectorAll('link[rel~=icon]')].map((l) => l.href));
  for (const icon of icons.length > 0 ? icons : [`${house.url}/favicon.ico`]) asked.add(icon);
  await close();
  return Promise.all([...asked].map(async (url) => ({ path: new URL(url).pathname, bytes: await weigh(url) })));
}

for (const lang of Object.keys(languages)) {
  test(`${lang}: the first pages are at most 14 KB and 3 requests, everything included`, async (t) => {
    for (const address of [`/${lang}/`, `/${lang}/centres`]) {
      const parts = await load(address);
      const sum = parts.reduce((all, p) => all + p.bytes, 0);
      t.diagnostic(`${address}: ${sum} bytes in ${parts.length} requests: ${parts.map((p) => `${p.path} ${p.bytes}`).join(', ')}`);
      assert.ok(parts.length <= 3, `${address}: ${parts.length} requests`);
      assert.ok(sum <= 14 * 1024, `${address}: ${sum} bytes`);
    }
  });
}

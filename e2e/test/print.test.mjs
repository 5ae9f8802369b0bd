// On paper there is only what belongs there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { crawl } from '../lib/pages.mjs';

let house, browser;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

// leaves is the number of pages of a PDF as Chromium writes it.
const leaves = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;

for (const address of ['/de/centres/2', '/de/centres/2/sheet', '/de/centres', '/de/rights']) {
  test(`${address}: no way out, no navigation, no forms on paper`, async () => {
    const { page, close } = await openPage(browser, house.url, { colorScheme: 'dark' });
    await page.goto(address);
    await page.emulateMedia({ media: 'print' });
    const shown = await page.evaluate(() => [...document.querySelectorAll('form, nav, footer, .exit, .noprint, button')]
      .filter((e) => e.checkVisibility()).map((e) => `${e.tagName}.${e.className}`));
    assert.deepEqual(shown, []);
    const { ink, ground } = await page.evaluate(() => ({
      ink: getComputedStyle(document.querySelector('h1')).color,
      ground: getComputedStyle(document.documentElement).backgroundColor,
    }));
    assert.deepEqual([ink, ground], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await close();
  });
}

test('every sheet is one page of A4', async () => {
  const { pages } = await crawl(house.url);
  const { page, close } = await openPage(browser, house.url);
  const faults = [];
  for (const { address } of pages.filter((p) => /\/sheet$/.test(p.address))) {
    await page.goto(address);
    const count = leaves(await page.pdf({ format: 'A4', preferCSSPageSize: false }));
    if (count !== 1) faults.push(`${address} takes ${count} pages`);
  }
  assert.equal(faults.join('\n'), '');
  await close();
});

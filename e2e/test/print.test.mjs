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
  // In German every sheet, in the other languages the same two.
  const sheets = pages.filter((p) => /^\/de\/.*\/sheet$|\/centres\/(2|35)\/sheet$/.test(p.address));
  for (const { address } of sheets) {
    await page.goto(address);
    const count = leaves(await page.pdf({ format: 'A4', preferCSSPageSize: false }));
    if (count !== 1) faults.push(`${address} takes ${count} pages`);
  }
  assert.equal(faults.join('\n'), '');
  await close();
});

for (const lang of ['de', 'ar', 'ru', 'zh-Hans']) {
  test(`${lang}: the flyer is at most four pages of A4 in landscape, and nothing is cut off`, async () => {
    const { page, close } = await openPage(browser, house.url);
    await page.goto(`/${lang}/centres/flyer`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map((m) => m[1].trim().split(/\s+/).map(Number));
    assert.ok(boxes.length > 0 && boxes.every(([, , width, height]) => Math.abs(width - 842) < 2 && Math.abs(height - 595) < 2), JSON.stringify(boxes));
    assert.ok(leaves(pdf) <= 4, `${leaves(pdf)} pages`);
    // What is as wide as the paper's printed part stays within its columns.
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 1047, height: 718 });
    const cut = await page.evaluate(() => {
      const sheet = document.querySelector('.flyer');
      const width = (parseFloat(getComputedStyle(sheet).width) - 2 * parseFloat(getComputedStyle(sheet).columnGap)) / 3;
      return [...sheet.querySelectorAll('*')].filter((e) => e.scrollWidth > Math.ceil(width) + 1 || [...e.getClientRects()].some((r) => r.left < -1 || r.right > innerWidth + 1)).map((e) => e.textContent.slice(0, 40));
    });
    assert.deepEqual(cut, []);
    await close();
  });
}

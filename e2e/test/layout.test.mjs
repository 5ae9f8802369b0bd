// What the eye and the finger meet: nothing wider than a narrow screen, the way
// out in sight and free at every width, targets that a shaking hand can hit.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, sizes, unfold, visit } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { brokenNumbers, coveredExit, smallTargets, stuckRegions, tooWide } from '../lib/layout.mjs';
import { everyPage } from '../lib/pages.mjs';

let house, browser, pages;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  pages = await everyPage(house.url);
});
after(async () => {
  await browser?.close();
  await house?.close();
});

test('pages fit, the way out is free, targets are large', async (t) => {
  const { page, close } = await openPage(browser, house.url);
  for (const described of pages) {
    await t.test(described.name.slice(0, 120), async () => {
      const faults = [];
      // The page that partners embed leaves the way out to the site around it.
      const framed = described.address.includes('/embed');
      await page.setViewportSize(sizes.narrow);
      await visit(page, described);
      await unfold(page);
      for (const f of await page.evaluate(smallTargets)) faults.push(`too small: ${f}`);
      for (const f of await page.evaluate(stuckRegions)) faults.push(`no key reaches: ${f}`);
      for (const f of await page.evaluate(brokenNumbers)) faults.push(`number at 320 px: ${f}`);
      for (const direction of ['ltr', 'rtl']) {
        await page.evaluate((d) => { document.documentElement.dir = d; }, direction);
        for (const f of await page.evaluate(tooWide)) faults.push(`too wide at 320 px, ${direction}: ${f}`);
        for (const [name, size] of framed ? [] : Object.entries(sizes)) {
          await page.setViewportSize(size);
          for (const f of await page.evaluate(coveredExit)) faults.push(`way out, ${name}, ${direction}: ${f}`);
        }
        await page.setViewportSize(sizes.narrow);
      }
      assert.equal(faults.join('\n'), '');
    });
  }
  await close();
});

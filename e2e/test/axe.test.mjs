// axe-core finds nothing on any page: in the light, in the dark, and from right to
// left. What no words change is looked at in German; layout.test.mjs measures each page
// on a narrow screen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { colours, findings, layout, options, thorough, translated } from '../lib/axe.mjs';
import { openBrowser, openPage, sizes, unfold, visit } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { everyPage } from '../lib/pages.mjs';

// Each way of looking at a page, with the rules that it may change.
const modes = {
  light: [options, async (page) => { await page.setViewportSize(sizes.wide); await page.emulateMedia({ colorScheme: 'light' }); }],
  dark: [colours, async (page) => { await page.emulateMedia({ colorScheme: 'dark' }); }],
  'right to left': [layout, async (page) => {
    await page.setViewportSize(sizes.narrow);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.evaluate(() => { document.documentElement.dir = 'rtl'; document.documentElement.lang = 'ar'; });
  }],
};

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

test('axe finds nothing on any page', async (t) => {
  const opened = await openPage(browser, house.url);
  for (const described of pages) {
    await t.test(described.name.slice(0, 120), async () => {
      const { page } = opened;
      await visit(page, described);
      await unfold(page);
      const found = [];
      const english = described.address.startsWith('/en/');
      for (const [mode, [rules, apply]] of Object.entries(modes)) {
        if (english && rules !== options) continue;
        await apply(page);
        for (const f of await (rules !== options ? findings(page, rules) : english ? translated(page) : thorough(page))) found.push(`${mode}: ${f}`);
      }
      assert.equal(found.join('\n'), '');
    });
  }
  await opened.close();
});

// Without scripts nothing is missing on the way to help.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { blockScripts, openBrowser, openPage, sizes } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';

let house, browser;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

for (const lang of ['de', 'en']) {
  test(`${lang}: from the home page to a telephone number in three taps`, async () => {
    const { page, close } = await openPage(browser, house.url, { viewport: sizes.narrow });
    await blockScripts(page);
    await page.goto(`/${lang}/`);
    await page.fill('input[name=place]', '60311');
    await page.click('main form[role=search] button[type=submit]:not([formmethod])');
    await page.waitForURL(`**/${lang}/centres?**`);
    assert.match(await page.innerText('main'), /Frankfurt/);
    await page.click('.card a[href*="/centres/"]');
    await page.waitForURL(new RegExp(`/${lang}/centres/\\d+$`));
    const number = page.locator('main a[href^="tel:"]').first();
    assert.match(await number.getAttribute('href'), /^tel:\+?\d+$/);
    const { y } = await number.boundingBox();
    assert.ok(y < 1.5 * sizes.narrow.height, `the number is ${Math.round(y)} px down`);
    await close();
  });

  test(`${lang}: a discreet search leaves nothing in the address`, async () => {
    const { page, context, close } = await openPage(browser, house.url);
    await blockScripts(page);
    await page.goto(`/${lang}/`);
    await page.fill('input[name=place]', '60311');
    await page.click('button[formmethod=post]');
    await page.waitForURL(`${house.url}/${lang}/centres`);
    assert.match(await page.innerText('main'), /Frankfurt/);
    const tools = await context.newCDPSession(page);
    const { entries } = await tools.send('Page.getNavigationHistory');
    for (const e of entries) assert.doesNotMatch(`${e.url} ${e.title}`, /60311|Frankfurt|\?/);
    assert.match(await page.inputValue('input[name=place]'), /^60311/, 'the form keeps what was asked for');
    await close();
  });
}

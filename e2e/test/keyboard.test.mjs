// Everything can be done with the keys alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, sizes, unfold } from '../lib/browser.mjs';
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

// focused describes what has the focus: whether it can be seen, is marked, and
// whether the bar with the way out hides all of it.
const focused = (page) => page.evaluate(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const { top, bottom, left, right, width, height } = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const bar = document.querySelector('form[action="/exit"]').closest('.exit');
  const hidden = !bar.contains(e) && bottom <= bar.getBoundingClientRect().bottom;
  return {
    words: (e.labels?.[0]?.textContent || e.textContent || e.name).trim().slice(0, 50),
    isExit: e.matches('form[action="/exit"] button'),
    isSkip: e.matches('a[href="#content"]'),
    visible: width > 1 && height > 1 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && style.clipPath === 'none',
    marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    height: Math.round(height),
    hidden,
  };
});

for (const address of ['/de/', '/en/centres', '/de/centres/2', '/de/rights', '/de/nothing-here']) {
  test(`${address}: the way out comes first, then the skip link`, async () => {
    const { page, close } = await openPage(browser, house.url);
    await page.goto(address);
    await page.keyboard.press('Tab');
    const first = await focused(page);
    assert.ok(first?.isExit, `the first stop is ${first?.words}`);
    await page.keyboard.press('Tab');
    const second = await focused(page);
    assert.ok(second?.isSkip, `the second stop is ${second?.words}`);
    assert.ok(second.visible && second.marked, 'the skip link is seen when it has the focus');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)
      || document.querySelector('main').compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING,
    ), 'after the skip link the next stop is in the content');
    await close();
  });
}

for (const [name, viewport] of Object.entries({ wide: sizes.wide, 'at 400 %': sizes.zoomed })) {
  test(`every stop is visible, marked and not hidden by the bar, ${name}`, async () => {
    const { page, close } = await openPage(browser, house.url, { viewport });
    const faults = [];
    for (const address of ['/de/centres?place=Halle', '/de/centres/2']) {
      await page.goto(address);
      await unfold(page);
      for (let stops = 0; stops < 300; stops += 1) {
        await page.keyboard.press('Tab');
        const f = await focused(page);
        if (!f || (stops > 0 && f.isExit)) break;
        if (!f.visible || !f.marked || f.hidden) faults.push(`${address}: ${JSON.stringify(f)}`);
      }
    }
    assert.equal(faults.join('\n'), '');
    await close();
  });
}

test('a search by keyboard leads to a telephone number', async () => {
  const { page, close } = await openPage(browser, house.url);
  await page.goto('/de/');
  const tabTo = async (found) => {
    for (let stops = 0; stops < 80; stops += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(found)) return;
    }
    assert.fail(`not reached by keyboard: ${found}`);
  };
  await tabTo(() => document.activeElement.name === 'place');
  await page.keyboard.type('Köln');
  await Promise.all([page.waitForURL(/centres\?/), page.keyboard.press('Enter')]);
  await tabTo(() => /\/centres\/\d+$/.test(document.activeElement.pathname ?? ''));
  await Promise.all([page.waitForURL(/centres\/\d+$/), page.keyboard.press('Enter')]);
  await tabTo(() => document.activeElement.protocol === 'tel:');
  await close();
});

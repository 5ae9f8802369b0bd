// The way out ends at the harmless site, with scripts and without, and asks the
// browser to forget.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { blockScripts, openBrowser, openPage } from '../lib/browser.mjs';
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

// history returns the addresses that Back and Forward lead to.
async function history(page) {
  const tools = await page.context().newCDPSession(page);
  const { entries } = await tools.send('Page.getNavigationHistory');
  return entries.map((e) => e.url);
}

// cleared collects what answers of the way out ask the browser to forget.
function cleared(page) {
  const all = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === '/exit') all.push(response.headerValue('clear-site-data'));
  });
  return async () => (await Promise.all(all)).join();
}

const button = 'form[action="/exit"] button';
const everything = /"cache".*"cookies".*"storage"|"\*"/;

test('the button with scripts: gone, forgotten and replaced in the history', async () => {
  const opened = await openPage(browser, house.url);
  const { page } = opened;
  const forgot = cleared(page);
  await page.goto('/de/');
  await page.goto('/de/centres?place=Halle');
  await page.click(button);
  await page.waitForURL(house.elsewhere.url);
  assert.match(await forgot(), everything);
  const all = await history(page);
  assert.ok(!all.some((a) => a.includes('/de/centres')), `the page that was left is still in the history: ${all}`);
  assert.deepEqual(opened.faults(), []);
  await opened.close();
});

test('the button without scripts: gone and forgotten', async () => {
  const { page, close } = await openPage(browser, house.url);
  const forgot = cleared(page);
  const refused = [];
  page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) refused.push(message.text()); });
  await blockScripts(page);
  await page.goto('/de/centres');
  await page.click(button);
  await page.waitForURL(house.elsewhere.url, { timeout: 5_000 }).catch(() => {});
  assert.deepEqual(refused, []);
  assert.equal(page.url(), house.elsewhere.url);
  assert.match(await forgot(), everything);
  await close();
});

test('the button on a page that came from a form, without scripts', async () => {
  const { page, close } = await openPage(browser, house.url);
  await blockScripts(page);
  await page.goto('/de/');
  await page.fill('input[name=place]', 'Halle');
  await page.click('button[formmethod=post]');
  await page.waitForURL('**/de/centres');
  await page.click(button);
  await page.waitForURL(house.elsewhere.url, { timeout: 5_000 }).catch(() => {});
  assert.equal(page.url(), house.elsewhere.url);
  await close();
});

test('Shift three times leaves; twice, or with another key between, does not', async () => {
  const { page, close } = await openPage(browser, house.url);
  await page.goto('/en/rights');
  for (const key of ['Shift', 'Shift', 'a', 'Shift']) await page.keyboard.press(key);
  assert.match(page.url(), /\/en\/rights$/);
  for (const key of ['Shift', 'Shift']) await page.keyboard.press(key);
  await page.waitForURL(house.elsewhere.url);
  await close();
});

test('the page is blank at once, however slow the harmless site is', async () => {
  const { page, close } = await openPage(browser, house.url);
  await page.goto('/de/centres/2');
  const release = house.elsewhere.hold();
  let shown;
  try {
    // Asked in the same breath, before any answer can have come.
    shown = await page.evaluate((selector) => {
      document.querySelector(selector).click();
      return { address: location.pathname, seen: document.documentElement.checkVisibility(), title: document.title.trim() };
    }, button);
  } finally {
    release();
  }
  assert.deepEqual(shown, { address: '/de/centres/2', seen: false, title: '' });
  await page.waitForURL(house.elsewhere.url);
  await close();
});

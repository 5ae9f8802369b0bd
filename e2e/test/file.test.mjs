// What is taken along works without any network: the list that is saved on a
// telephone, and the frozen copy on a stick.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openBrowser, openPage, sizes, unfold } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { direction, languages } from '../lib/languages.mjs';
import { smallTargets, tooWide, turnedNumbers } from '../lib/layout.mjs';
import { invalid } from '../lib/validator.mjs';

let house, browser, folder;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  folder = mkdtempSync(path.join(tmpdir(), 'verbund-files-'));
});
after(async () => {
  await browser?.close();
  await house?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

// offline opens a page without a network. asked() are the addresses that were
// wanted beside files.
async function offline(options) {
  const opened = await openPage(browser, 'file://', { ...options, offline: true, baseURL: undefined });
  const asked = [];
  opened.context.on('request', (request) => asked.push(request.url()));
  return { ...opened, asked: () => asked.splice(0) };
}

for (const lang of ['de', 'ar', 'zh-Hans']) {
  test(`${lang}: the saved list opens without a network and asks for nothing`, async () => {
    const answer = await fetch(`${house.url}/${lang}/centres/save`);
    const source = await answer.text();
    assert.match(answer.headers.get('content-disposition'), /^attachment; filename="[a-z]+\.html"$/, 'the name of the file tells nothing');
    const file = path.join(folder, `${lang}.html`);
    writeFileSync(file, source);
    const { page, close, asked, faults } = await offline({ viewport: sizes.narrow });
    const url = String(pathToFileURL(file));
    await page.goto(url, { waitUntil: 'networkidle' });
    assert.deepEqual(asked(), [url]);
    assert.deepEqual(faults(), []);
    const names = new Set();
    for (let n = 1; n <= 42; n += 1) {
      const entry = await (await fetch(`${house.url}/${lang}/centres/${n}`)).text();
      names.add(entry.match(/<h1><bdi>(.*?)<\/bdi>/)[1].replaceAll('&amp;', '&').replaceAll('&#34;', '"').replaceAll('&#39;', "'"));
    }
    const shown = new Set(await page.locator('.card h3').allInnerTexts());
    assert.deepEqual([...names].filter((n) => !shown.has(n)), []);
    assert.ok(await page.locator('.card').count() >= 42);
    const faultsHere = [...await page.evaluate(tooWide), ...await page.evaluate(smallTargets), ...await page.evaluate(turnedNumbers), ...await invalid(source)];
    assert.equal(faultsHere.join('\n'), '');
    await close();
  });
}

test('a frozen copy is walked through from a file: no request leaves, nothing breaks', async (t) => {
  const copy = path.join(folder, 'copy');
  t.diagnostic(house.run('export', 'site', copy, '--exit-to', house.elsewhere.url).trim());
  const { page, context, close, asked, faults } = await offline();
  const at = (rest) => new RegExp(`^${pathToFileURL(copy)}/${rest}$`);
  await page.goto(String(pathToFileURL(path.join(copy, 'index.html'))));
  assert.deepEqual(await page.locator('nav a').allInnerTexts(), Object.values(languages).map((l) => l.self));
  for (const lang of ['de', 'ar', 'zh-Hans', 'de-simple']) {
    await page.goto(String(pathToFileURL(path.join(copy, 'index.html'))));
    await page.click(`nav a[hreflang="${lang}"]`);
    await page.waitForURL(at(`${lang}/index\\.html`));
    assert.equal(await page.evaluate(() => document.documentElement.dir), direction(lang));
    await page.click('.lands a >> nth=6');
    await page.waitForURL(at(`${lang}/centres-.*\\.html`));
    await page.click('.card a[href$=".html"]');
    await page.waitForURL(at(`${lang}/centres/\\d+\\.html`));
    assert.match(await page.locator('.big .call').first().getAttribute('href'), /^tel:\+\d+$/);
    assert.equal(await page.locator('form').count(), 0, 'there are no forms');
    const entry = page.url();
    await page.goBack();
    await page.click('#languages a[hreflang=ru]');
    await page.waitForURL(at('ru/centres.*\\.html'));
    await page.goto(entry);
    await page.click('main p a.tap');
    await page.waitForURL(at(`${lang}/centres.*\\.html`));
    await unfold(page);
    await page.setViewportSize(sizes.narrow);
    assert.deepEqual(await page.evaluate(tooWide), []);
    await page.setViewportSize(sizes.wide);
    const out = await page.locator('.exit .out').getAttribute('href');
    assert.equal(out, house.elsewhere.url);
  }
  assert.deepEqual(faults(), []);
  assert.deepEqual(asked().filter((url) => !url.startsWith(`${pathToFileURL(copy)}/`)), []);
  assert.deepEqual(await context.cookies(), []);
  await close();
});

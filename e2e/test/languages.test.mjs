// Every language of the help pages: valid, usable with every aid, from right to
// left where that is how one reads, with the way to every other language, and
// honest about what is not translated. axe.test.mjs looks at their colours.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { translated } from '../lib/axe.mjs';
import { openBrowser, openPage, sizes, unfold, visit } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { direction, helpPages, languages } from '../lib/languages.mjs';
import { brokenNumbers, coveredExit, lostEdges, smallTargets, stuckRegions, tooWide, turnedNumbers } from '../lib/layout.mjs';
import { invalid } from '../lib/validator.mjs';

let house, browser, entry;
before(async () => {
  house = await openHouse();
  entry = await house.enrich();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

// links returns the links to other languages on a page.
function links() {
  return [...document.querySelectorAll('#languages a')].map((a) => ({
    self: a.textContent, lang: a.lang, hreflang: a.hreflang, dir: a.dir, path: a.getAttribute('href'),
    current: a.getAttribute('aria-current'), shown: a.checkVisibility(),
  }));
}

// wrongLinks returns what is wrong with them on a page of a language.
function wrongLinks(found, lang) {
  const faults = [];
  for (const [code, { self, script }] of Object.entries(languages)) {
    const link = found.find((l) => l.hreflang === code);
    if (!link) { faults.push(`no link to ${code}`); continue; }
    if (link.self !== self || !script.test(link.self)) faults.push(`${code} is called ${link.self}`);
    if (link.lang !== code || link.dir !== direction(code) || !link.shown) faults.push(`the link to ${code} is ${JSON.stringify(link)}`);
    if (!link.path.startsWith(`/${code}/`)) faults.push(`the link to ${code} leads to ${link.path}`);
    if ((link.current === 'page') !== (code === lang)) faults.push(`the link to ${code} is marked ${link.current}`);
  }
  if (found.length !== Object.keys(languages).length) faults.push(`${found.length} languages`);
  return faults;
}

// atEverySize returns what is wrong with the layout of the page that is open.
async function atEverySize(page) {
  const faults = [];
  const note = async (where, look) => { for (const f of await page.evaluate(look)) faults.push(`${where}: ${f}`); };
  await page.setViewportSize(sizes.narrow);
  await note('320 px', tooWide);
  await note('320 px', smallTargets);
  await note('320 px', stuckRegions);
  await note('320 px', brokenNumbers);
  await note('320 px', turnedNumbers);
  await note('320 px', coveredExit);
  await page.setViewportSize(sizes.zoomed);
  await note('400 %', tooWide);
  await note('400 %', coveredExit);
  const bar = await page.evaluate(() => document.querySelector('.exit').getBoundingClientRect().height / innerHeight);
  if (bar > 1 / 3) faults.push(`400 %: the bar with the way out takes ${Math.round(bar * 100)} % of the window`);
  await page.emulateMedia({ forcedColors: 'active' });
  await note('forced colours', lostEdges);
  await note('forced colours', tooWide);
  await page.emulateMedia({ forcedColors: 'none' });
  await page.setViewportSize(sizes.wide);
  await note('1280 px', tooWide);
  await note('1280 px', coveredExit);
  await note('1280 px', turnedNumbers);
  return faults;
}

for (const lang of Object.keys(languages)) {
  test(`${lang}: the help pages`, async (t) => {
    const opened = await openPage(browser, house.url);
    const { page } = opened;
    for (const described of helpPages(lang, entry)) {
      await t.test(`${lang}: ${described.name}`, async () => {
        await page.setViewportSize(sizes.narrow);
        const answer = await visit(page, described);
        assert.equal(answer.status(), described.status ?? 200);
        const found = (await invalid(await answer.text())).map((f) => `html: ${f}`);
        await unfold(page);
        assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, getComputedStyle(document.documentElement).direction]), [lang, direction(lang)]);
        found.push(...wrongLinks(await page.evaluate(links), lang));
        found.push(...(await translated(page)).map((f) => `320 px: ${f}`));
        found.push(...await atEverySize(page));
        found.push(...opened.faults(), ...opened.strangers());
        assert.equal(found.join('\n'), '');
      });
    }
    await opened.close();
  });
}

// untranslated returns the German texts for which a language has none of its
// own, as `verbund texts` tells them, cut where something is filled in. Texts as
// short as a word are left out: they may be a name.
function untranslated(lang) {
  const lines = house.run('texts', lang).split('\n');
  return lines.flatMap((line, i) => {
    const m = /^(missing|outdated) (\S+)$/.exec(line);
    const german = m && /^ {2}de {2}(.+)$/.exec(lines[i + 1] ?? '');
    return german ? [{ key: m[2], pieces: german[1].split(/\{[^}]*\}/).map((p) => p.trim()).filter((p) => p.length > 8) }] : [];
  }).filter(({ pieces }) => pieces.length > 0);
}

test('the notice about German stands where something is in German, and only there', async () => {
  const { page, close } = await openPage(browser, house.url);
  const faults = [];
  for (const lang of Object.keys(languages).filter((l) => l !== 'de' && l !== 'en')) {
    const missing = untranslated(lang);
    const notice = page.locator('[data-gap], header .demo:nth-of-type(2)');
    for (const { address } of [...helpPages(lang, entry), { address: `/${lang}/rights` }]) {
      await page.goto(address);
      await unfold(page);
      const shown = (await page.innerText('body')).replace(/\s+/g, ' ');
      const german = missing.filter(({ pieces }) => pieces.every((p) => shown.includes(p))).map(({ key }) => key);
      if (await page.locator('article[lang=de]').count()) german.push('the whole text');
      const said = (await notice.count()) > 0;
      if (said && german.length === 0 && lang !== 'de-simple') faults.push(`${address}: it is there, and nothing is in German`);
      if (!said && german.length > 0) faults.push(`${address}: it is not there, but ${german.slice(0, 4).join(', ')}`);
    }
  }
  await close();
  assert.equal(faults.join('\n'), '');
});

// Firefox at Tor Browser's level "Safest", without scripts, SVG, MathML and
// fonts from the web, and once more without pictures: everything is there.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser, openPage, unfold } from '../lib/browser.mjs';
import { missingFirefox, openFirefox, safest, withoutImages } from '../lib/firefox.mjs';
import { openHouse } from '../lib/house.mjs';
import { helpPages, languages } from '../lib/languages.mjs';

const out = path.join(path.dirname(fileURLToPath(import.meta.url)), '../out');
const skip = missingFirefox ?? false;

let house, chromium, entry;
before(async () => {
  if (skip) return;
  mkdirSync(out, { recursive: true });
  house = await openHouse();
  entry = await house.enrich();
  chromium = await openBrowser();
});
after(async () => {
  await chromium?.close();
  await house?.close();
});

// words counts the words of a text. Signs that only steer the direction of
// writing are no part of them.
function words(text) {
  const count = new Map();
  for (const w of text.replace(/[\u200e\u200f\u2066-\u2069]/g, '').match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) count.set(w, (count.get(w) ?? 0) + 1);
  return count;
}

// lost returns the words of the one text that the other has less often.
function lost(whole, shown) {
  const there = words(shown);
  return [...words(whole)].filter(([w, n]) => (there.get(w) ?? 0) < n).map(([w]) => w);
}

// everything is the text of a page in Chromium with all it can do. Buttons that
// only scripts make are left out, and so is the number of the request, which is
// another each time.
const passing = /[A-Z0-9]{10}/g;
async function everything(page, address) {
  await page.goto(address);
  await unfold(page);
  await page.evaluate(() => { for (const b of document.querySelectorAll('[data-copy] + button')) b.remove(); });
  return (await page.innerText('body')).replace(passing, '');
}

// onlyPictured returns the numbers that a picture tells and no text.
const onlyPictured = (alternatives, shown) => alternatives.flatMap((alt) => alt.match(/\d[\d ]*\d/g) ?? []).filter((n) => !shown.includes(n));

for (const [pass, preferences] of [['safest', safest], ['safest without pictures', withoutImages]]) {
  test(`Firefox, ${pass}`, { skip }, async (t) => {
    const firefox = await openFirefox(preferences);
    const { page, close } = await openPage(chromium, house.url);
    try {
      await t.test(`${pass}: the preferences hold`, async () => {
        await firefox.open(`data:text/html;charset=utf-8,<title>still</title><style>p{display:none}@media (scripting: none){p{display:block}}</style><p>unscripted</p><svg></svg><script>document.title = 'moved'</script>`);
        assert.equal(await firefox.title(), 'still');
        assert.equal(await firefox.text('p'), 'unscripted');
        // Where SVG is off, its elements are not those of a drawing.
        assert.equal((await firefox.send('WebDriver:ExecuteScript', { script: 'return String(document.querySelector("svg"))', args: [] })).value, '[object Element]');
      });

      for (const lang of ['de', 'ar', 'zh-Hans']) {
        await t.test(`${pass}: ${lang}: from home to a number`, async () => {
          await firefox.open(`${house.url}/${lang}/`);
          assert.deepEqual(await firefox.texts('#languages a'), Object.values(languages).map((l) => l.self));
          const lands = await firefox.texts('.lands a');
          assert.equal(lands.length, 16);
          assert.ok(lands.every((name) => name.length > 3), lands.join());
          assert.match(await firefox.text('.notice'), /110[^]*112/);
          await firefox.type('input[name=place]', '60311');
          await firefox.click('main form button[type=submit]:not([formmethod])');
          assert.match(await firefox.address(), new RegExp(`/${lang}/centres\\?.*place=60311`));
          assert.match(await firefox.text('main'), /Frankfurt/);
          const cards = await firefox.texts('.cards .card');
          assert.ok(cards.filter((c) => /\d[\d ]{5,}\d/.test(c)).length > 3, 'results show numbers');
          assert.ok((await firefox.texts('section[aria-labelledby=lines] .call')).some((n) => n.includes('116 016')), 'the help lines are there');
          await firefox.click('.card a[href*="/centres/"]');
          assert.match(await firefox.address(), new RegExp(`/${lang}/centres/\\d+$`));
          const numbers = await firefox.texts('.big .call');
          assert.ok(numbers.length > 0 && numbers.every((n) => /\d/.test(n)), numbers.join());
          assert.match((await firefox.attributes('.big .call', 'href'))[0], /^tel:\+\d+$/);
          assert.ok((await firefox.text('.big .notice')).length > 8, 'the state of the entry is there');
        });

        await t.test(`${pass}: ${lang}: every word that Chromium shows`, async () => {
          const faults = [];
          for (const { name, address } of [...helpPages(lang, entry), { name: 'sheet', address: `/${lang}/centres/${entry}/sheet` }]) {
            const whole = await everything(page, address);
            await firefox.open(house.url + address);
            await firefox.unfold();
            const shown = await firefox.text('body');
            const missing = [...lost(whole, shown.replace(passing, '')), ...onlyPictured(await firefox.attributes('img', 'alt'), shown)];
            if (missing.length > 0) faults.push(`${name}: ${missing.slice(0, 12).join(' ')}`);
            await firefox.shoot(path.join(out, `firefox.${pass.replaceAll(' ', '-')}.${lang}.${name.replaceAll(' ', '-')}.png`));
          }
          assert.equal(faults.join('\n'), '');
        });
      }

      await t.test(`${pass}: the search that leaves nothing in the address`, async () => {
        await firefox.open(`${house.url}/ar/`);
        await firefox.type('input[name=place]', '60311');
        await firefox.click('button[formmethod=post]');
        assert.equal(await firefox.address(), `${house.url}/ar/centres`);
        assert.match(await firefox.text('main'), /Frankfurt/);
        assert.doesNotMatch(await firefox.title(), /60311|Frankfurt/);
      });

      await t.test(`${pass}: by Land, and into another language`, async () => {
        await firefox.open(`${house.url}/zh-Hans/`);
        await firefox.click('.lands a[href$="land=DE-HE"]');
        assert.match(await firefox.text('main'), /Kassel/);
        await firefox.click('#languages a[hreflang=ar]');
        assert.match(await firefox.address(), /\/ar\/centres/);
        await firefox.click('.card a[href*="/centres/"]');
        await firefox.click('#languages a[hreflang=ru]');
        assert.match(await firefox.address(), /\/ru\/centres\/\d+$/);
      });

      await t.test(`${pass}: the flyer opens, the list is a file`, async () => {
        await firefox.open(`${house.url}/de/centres/flyer`);
        assert.ok((await firefox.texts('.flyer h3')).length >= 16);
        const saved = await fetch(`${house.url}/de/centres/save`);
        assert.match(saved.headers.get('content-disposition'), /attachment/);
        await firefox.open(`data:text/html;base64,${Buffer.from(await saved.arrayBuffer()).toString('base64')}`);
        assert.match(await firefox.text('body'), /SOLWODI/);
        assert.ok(await firefox.count('a[href^="tel:"]') > 40);
      });

      await t.test(`${pass}: the way out`, async () => {
        for (const address of ['/de/centres', `/ar/centres/${entry}`]) {
          await firefox.open(house.url + address);
          await firefox.click('.exit button');
          assert.equal(await firefox.address(), house.elsewhere.url);
          assert.equal(await firefox.title(), 'Wetter');
        }
      });

      assert.deepEqual(firefox.strangers(), []);
    } finally {
      await close();
      await firefox.close();
    }
  });
}

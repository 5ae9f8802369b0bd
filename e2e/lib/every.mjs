// Every page of people who are signed in, for somebody who may see it: valid,
// nothing for axe to find in the light and in the dark, nothing too wide on a
// narrow screen or at 400 %, targets that can be hit, a clean sheet when printed,
// nothing from anybody else; in German, and in English all that other words can
// change.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { colours, findings, isFamiliar, thorough, translated } from './axe.mjs';
import { openBrowser, sizes, unfold } from './browser.mjs';
import { openHouse } from './house.mjs';
import { openDesks, prepare, speak, states, walk } from './inside.mjs';
import { badPaper, smallTargets, stuckRegions, tooWide } from './layout.mjs';
import { people } from './people.mjs';
import { invalid } from './validator.mjs';

// least is how large a target is inside, where people work all day with a mouse:
// what WCAG 2.5.8 asks for.
const least = 24;

// everyInnerPage declares the tests in one language: of the pages that links lead to,
// of those that forms lead to, or of both. Files share them out, so that each fits
// into the time of a file.
export function everyInnerPage(language, { linked = true, sent = true } = {}) {
  let house, browser, desks;
  const worn = new Set();
  before(async () => {
    house = await openHouse();
    browser = await openBrowser();
    desks = openDesks(browser, house, { locale: language });
    await prepare(desks);
    if (language !== 'de') for (const who of Object.keys(people(house))) await speak(desks, who, language);
  });
  after(async () => {
    await desks?.close();
    await browser?.close();
    await house?.close();
  });

  // unworn tells whether something on the page is of a kind that was not looked at in
  // the dark yet: its colours come from its name and its classes.
  async function unworn(page) {
    const before = worn.size;
    for (const kind of await page.evaluate(() => [...document.querySelectorAll('body *')].map((e) => `${e.parentElement.localName} ${e.localName}.${e.classList}`))) worn.add(kind);
    return worn.size > before;
  }

  // look returns all that is wrong with the page that is open: wholly, or only what
  // other words can change.
  async function look(page, source, wholly) {
    const faults = [];
    const add = (where, all) => { for (const f of all) faults.push(`${where}: ${f}`); };
    await unfold(page);
    // A page of the same elements was valid and right for axe in German.
    const familiar = !wholly && await isFamiliar(page);
    if (!familiar) add('html', await invalid(source));
    if (wholly) {
      add('light', await thorough(page));
      await page.emulateMedia({ colorScheme: 'dark' });
      if (await unworn(page)) add('dark', await findings(page, colours));
      await page.setViewportSize(sizes.paper);
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
      add('on paper', await page.evaluate(badPaper));
      await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
    } else if (!familiar) {
      add('light', await translated(page));
    }
    await page.setViewportSize(sizes.narrow);
    add('320 px', await page.evaluate(tooWide));
    add('too small', await page.evaluate(smallTargets, least));
    add('no key reaches', await page.evaluate(stuckRegions));
    await page.setViewportSize(sizes.zoomed);
    add('400 %', await page.evaluate(tooWide));
    await page.setViewportSize(sizes.wide);
    return faults;
  }

  // check looks at one page after the other.
  async function check(t, language, pages) {
    for (const { name, who, reach, status = 200, prints } of pages) {
      await t.test(`${language}: ${name}`, async () => {
        const { page, faults, strangers } = await desks.desk(who);
        const answer = await reach(page);
        assert.equal(answer.status(), status, await page.innerText('main'));
        assert.match(answer.headers()['cache-control'] ?? '', /no-store/, 'it is kept nowhere');
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        const wrong = await look(page, await answer.text(), language === 'de');
        if (prints) {
          await page.emulateMedia({ media: 'print' });
          assert.ok(await page.locator(prints).first().isVisible(), 'what is to be printed is on the paper');
          await page.emulateMedia({ media: 'screen' });
        }
        assert.equal([...wrong, ...faults(), ...strangers()].join('\n'), '');
      });
    }
  }

  if (linked) test(`${language}: the inner pages that links lead to`, async (t) => {
    const { pages, broken } = await walk(house, desks.cookies);
    assert.deepEqual(broken, [], 'every link leads somewhere');
    assert.ok(pages.length > 55, `only ${pages.length} pages were found`);
    await check(t, language, pages.map((p) => ({ ...p, reach: (page) => page.goto(p.address) })));
  });

  if (sent) test(`${language}: the inner pages that forms lead to`, (t) => check(t, language, states));
}

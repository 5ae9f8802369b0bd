// Every page of people who are signed in, for somebody who may see it: valid,
// nothing for axe to find in the light and in the dark, nothing too wide on a
// narrow screen or at 400 %, targets that can be hit, a clean sheet when printed,
// nothing from anybody else; in German and in English.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, colours, findings } from '../lib/axe.mjs';
import { openBrowser, sizes, unfold } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { openDesks, prepare, speak, states, walk } from '../lib/inside.mjs';
import { badPaper, smallTargets, tooWide } from '../lib/layout.mjs';
import { people } from '../lib/people.mjs';
import { invalid } from '../lib/validator.mjs';

// least is how large a target is inside, where people work all day with a mouse:
// what WCAG 2.5.8 asks for.
const least = 24;

let house, browser;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

// look returns all that is wrong with the page that is open.
async function look(page, source) {
  const faults = (await invalid(source)).map((f) => `html: ${f}`);
  const add = (where, all) => { for (const f of all) faults.push(`${where}: ${f}`); };
  await unfold(page);
  await page.evaluate(axe);
  add('light', await findings(page));
  await page.emulateMedia({ colorScheme: 'dark' });
  add('dark', await findings(page, colours));
  await page.setViewportSize(sizes.paper);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  add('on paper', await page.evaluate(badPaper));
  await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
  await page.setViewportSize(sizes.narrow);
  add('320 px', await page.evaluate(tooWide));
  add('too small', await page.evaluate(smallTargets, least));
  add('narrow', await findings(page));
  await page.setViewportSize(sizes.zoomed);
  add('400 %', await page.evaluate(tooWide));
  await page.setViewportSize(sizes.wide);
  return faults;
}

for (const language of ['de', 'en']) {
  test(`${language}: every inner page`, async (t) => {
    const desks = openDesks(browser, house, { locale: language });
    if (language === 'de') await prepare(desks);
    for (const who of Object.keys(people(house))) await speak(desks, who, language);
    const { pages, broken } = await walk(house, desks.cookies);
    assert.deepEqual(broken, [], 'every link leads somewhere');
    const direct = pages.map((p) => ({ ...p, reach: (page) => page.goto(p.address) }));
    for (const { name, who, reach, status = 200, prints } of [...direct, ...states]) {
      await t.test(`${language}: ${name}`, async () => {
        const { page, faults, strangers } = await desks.desk(who);
        const answer = await reach(page);
        assert.equal(answer.status(), status, await page.innerText('main'));
        assert.match(answer.headers()['cache-control'] ?? '', /no-store/, 'it is kept nowhere');
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        const wrong = await look(page, await answer.text());
        if (prints) {
          await page.emulateMedia({ media: 'print' });
          assert.ok(await page.locator(prints).first().isVisible(), 'what is to be printed is on the paper');
          await page.emulateMedia({ media: 'screen' });
        }
        assert.equal([...wrong, ...faults(), ...strangers()].join('\n'), '');
      });
    }
    await desks.close();
  });
}

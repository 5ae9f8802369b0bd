// Case work as a counsellor does it: a first call, a line in the journal, a look
// in the corridor of a court. By keyboard alone, on the width of a telephone,
// without scripts. It counts what that costs her.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, sizes } from '../lib/browser.mjs';
import { press, send } from '../lib/forms.mjs';
import { openHouse } from '../lib/house.mjs';
import { openDesks } from '../lib/inside.mjs';
import { choose, counting, enter, say, tabTo, type } from '../lib/keys.mjs';

const plain = { viewport: sizes.phone, javaScriptEnabled: false };

let house, browser, desks;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  desks = openDesks(browser, house, plain);
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const words = (page) => page.locator('main').innerText();

test('a first call, by keyboard alone: a case is opened, both pages of the intake are filled, a line is written', async (t) => {
  const { page } = await desks.desk('counsellor');
  await page.goto('/casework');
  const call = counting(page);
  await enter(page, 'main a[href="/casework/new"]');
  const alias = await page.inputValue('#alias');
  assert.match(alias, /^\p{Lu}\p{L}+ \p{Lu}\p{L}+ \d+$/u, 'an alias is there already');
  await choose(page, '[name="way"]', 'Polizei');
  await type(page, '[name="languages"]', 'Rumänisch, Englisch');
  await choose(page, '[name="interpreter"]', 'ja');
  await tabTo(page, '[name="needs"]');
  await page.keyboard.press('Space');
  await tabTo(page, '[name="contact"]');
  await page.keyboard.press('Space');
  await type(page, '[name="contact-when"]', 'abends nach acht');
  await type(page, '[name="contact-never"]', 'Nichts von Beratung sagen.');
  await page.keyboard.press('Tab');
  await enter(page, 'main form.sheet .actions button[type=submit]');
  assert.match(page.url(), /\/sheets\/intake\?page=2/);
  await choose(page, '[name="risk"]', 'ho');
  await type(page, '[name="wants"]', 'Ein sicherer Platz, dann weitersehen.');
  await enter(page, 'main form.sheet .actions button[type=submit]');
  say(t, 'an intake', call());
  const file = new URL(page.url()).pathname.match(/^\/casework\/cases\/[0-9a-f]{32}/)[0];

  await page.goto(file);
  assert.match(await words(page), new RegExp(alias));
  assert.match(await words(page), /abends nach acht/);
  assert.match(await words(page), /Nichts von Beratung sagen/);
  assert.doesNotMatch(await page.title(), new RegExp(alias.split(' ')[0]), 'the tab does not tell which case it is');

  const line = counting(page);
  await tabTo(page, 'main details.add > summary');
  await page.keyboard.press('Enter');
  await choose(page, 'form.sheet [name="kind"]', 'Tel');
  await type(page, 'form.sheet [name="minutes"]', '20');
  await type(page, 'form.sheet [name="text"]', 'Hat gut geschlafen. Termin Donnerstag bestätigt.');
  await enter(page, 'main form.sheet .actions button[type=submit]');
  say(t, 'a line in the journal', line());
  assert.match(await words(page), /Hat gut geschlafen\. Termin Donnerstag bestätigt\./);
});

test('what was typed wrongly stays, and is named at its field', async () => {
  const { page } = await desks.desk('counsellor');
  await page.goto('/casework/new');
  const alias = await page.inputValue('#alias');
  await send(page, '/casework/new', { languages: 'Klingonisch', 'contact-word': 'Bücherei 📚' });
  assert.equal(await page.inputValue('[name="languages"]'), 'Klingonisch');
  assert.equal(await page.inputValue('[name="contact-word"]'), 'Bücherei 📚');
  assert.equal(await page.inputValue('#alias'), alias);
  assert.match(await words(page), /Klingonisch/);
});

test('two colleagues write on one sheet at once: the second sees both and chooses', async () => {
  const { page: samira } = await desks.desk('counsellor');
  const { page: jana } = await desks.desk('lead');
  await samira.goto('/casework/new');
  await send(samira, '/casework/new', { alias: 'Zwei Hände 12' });
  const file = new URL(samira.url()).pathname.match(/^\/casework\/cases\/[0-9a-f]{32}/)[0];
  const sheet = `${file}/sheets/exploitation`;
  await samira.goto(sheet);
  await jana.goto(sheet);
  await send(jana, sheet, { note: 'von Jana' });
  const answer = await send(samira, sheet, { note: 'von Samira' });
  assert.equal(answer.status(), 409);
  assert.match(await words(samira), /von Jana/);
  assert.match(await samira.content(), /von Samira/);
  await press(samira, 'main form.sheet .actions button[type=submit]');
  await jana.goto(sheet);
  assert.equal(await jana.inputValue('[name="note"]'), 'von Samira');
});

test('in the corridor of a court, on a small telephone without scripts: what is due, and the whole case', async () => {
  const { page, context, close } = await openPage(browser, house.url, { viewport: { width: 320, height: 568 }, javaScriptEnabled: false });
  await context.addCookies(await desks.cookies('counsellor'));
  await page.goto('/casework');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), 'nothing has to be pushed sideways');
  await page.goto('/casework/cases');
  await press(page, 'main tbody a[href^="/casework/cases/"], main li a[href^="/casework/cases/"]');
  const file = new URL(page.url()).pathname;
  for (const path of ['', '/entries/journal', '/entries/deadline', '/file', '/identity']) {
    const answer = await page.goto(file + path);
    assert.equal(answer.status(), 200, path);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), `${path || 'the first page'} has to be pushed sideways`);
  }
  await close();
});

test('another centre finds nothing under the address of a case, and no word of it in its lists', async () => {
  const { page: samira } = await desks.desk('counsellor');
  const { page: hien } = await desks.desk('counsellor2');
  await samira.goto('/casework/new');
  await send(samira, '/casework/new', { alias: 'Stiller Ort 77' });
  const file = new URL(samira.url()).pathname.match(/^\/casework\/cases\/[0-9a-f]{32}/)[0];
  assert.equal((await hien.goto(file)).status(), 404);
  for (const list of ['/casework', '/casework/cases', '/casework/deadlines']) {
    await hien.goto(list);
    assert.doesNotMatch(await words(hien), /Stiller Ort/);
  }
});

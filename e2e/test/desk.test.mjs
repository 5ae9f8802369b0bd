// A day at the desk, without scripts and on the width of a telephone: what people
// of a centre and of the office do, from the first page to the last.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, sizes } from '../lib/browser.mjs';
import { press, send } from '../lib/forms.mjs';
import { openHouse } from '../lib/house.mjs';
import { openDesks } from '../lib/inside.mjs';
import { enter, tabTo, type } from '../lib/keys.mjs';

const password = 'Vorfuehrung-2026';
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

// signIn fills in the form to sign in on a page of its own.
async function signIn(page, name, word = password) {
  await page.goto('/account/sign-in');
  return send(page, '/account/sign-in', { name, password: word });
}

for (const [locale, lang] of [['ar', 'en'], ['en-GB', 'en'], ['de-AT', 'de']]) {
  test(`${locale}: the way in is in ${lang}, all of it and from its own side`, async () => {
    const { page, close } = await openPage(browser, house.url, { ...plain, locale });
    for (const address of ['/account/sign-in', '/handbook', '/account/forgotten']) {
      await page.goto(address);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [lang, 'ltr'], address);
      assert.doesNotMatch(await page.locator('body').innerText(), /\p{Script=Arabic}/u, address);
      assert.match(await words(page), lang === 'en' ? /password/i : /Passwort/, address);
    }
    await close();
  });
}

const words = (page) => page.locator('main').innerText();

test('a notice is written, looked at, and put up', async () => {
  const { page } = await desks.desk('editor');
  await page.goto('/notices');
  await send(page, '/notices', { text_de: 'Heute ist das Telefon gestört.', text_en: 'The telephone is out of order today.', urgent: true }, 'button[value=preview]');
  assert.match(await words(page), /Heute ist das Telefon gestört\.[^]*The telephone is out of order today\./);
  await send(page, '/notices', {}, 'button[value=save]');
  assert.match(await words(page), /Gespeichert/);
});

test('by keyboard alone: sign in, read, write, change, find, attach, download, erase, sign out', async () => {
  const { page, close } = await openPage(browser, house.url, plain);
  await page.goto('/account/sign-in');
  await type(page, '#name', 'counsellor');
  await type(page, '#password', password);
  await Promise.all([page.waitForURL('**/account'), page.keyboard.press('Enter')]);

  await enter(page, 'main a[href="/handbook"]');
  await enter(page, 'tbody a:has-text("Schutzwohnung Nord")');
  assert.match(await words(page), /Musterweg 12/);
  assert.match(await page.title(), /^Handbuch – /, 'the tab does not tell which note it is');

  await enter(page, 'main a[href="/handbook"]');
  await enter(page, 'main a[href="/handbook/new"]');
  await type(page, '#title', 'Dolmetschen am Wochenende');
  await tabTo(page, '#kind');
  await page.keyboard.type('Kontakt');
  await type(page, '#text', 'Bereitschaft unter 030 23125 099.');
  await enter(page, 'main form button[type=submit]');
  assert.match(await words(page), /Dolmetschen am Wochenende[^]*Bereitschaft unter 030 23125 099/);

  await enter(page, 'main a[href$="/edit"]');
  await tabTo(page, '#text');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Ab acht Uhr.');
  await enter(page, 'main form button[type=submit]');
  assert.match(await words(page), /099\. Ab acht Uhr\./);

  await enter(page, 'main a[href="/handbook"]');
  await type(page, '#q', 'bereitschaft ACHT');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.deepEqual(await page.locator('tbody a').allInnerTexts(), ['Dolmetschen am Wochenende']);
  assert.deepEqual(await page.locator('tbody mark').allInnerTexts(), ['Bereitschaft', 'acht']);
  assert.doesNotMatch(page.url(), /bereitschaft/i, 'no address says what was searched for');

  await enter(page, 'tbody a');
  const file = Buffer.from('%PDF-1.4 Einsatzplan, erfunden');
  await tabTo(page, '#file'); // the window in which a file is chosen is the system's
  await page.setInputFiles('#file', { name: 'Einsatzplan März.pdf', mimeType: 'application/pdf', buffer: file });
  await enter(page, 'main form[action$="/files"] button');
  await tabTo(page, 'a:has-text("Einsatzplan März.pdf")');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.equal(download.suggestedFilename(), 'Einsatzplan März.pdf');
  assert.deepEqual(readFileSync(await download.path()), file);

  const note = page.url().split('?')[0];
  await enter(page, 'main a.danger');
  assert.match(await words(page), /Dolmetschen am Wochenende/, 'it is said what will be gone');
  await type(page, '#password', password);
  await enter(page, 'main button.danger');
  assert.equal(await page.locator('tbody a:has-text("Dolmetschen")').count(), 0);
  assert.equal((await page.goto(note)).status(), 404);

  await page.goto('/handbook');
  await enter(page, '.who button');
  await page.goBack();
  assert.doesNotMatch(await page.locator('body').innerText(), /Schutzwohnung|Samira/, 'Back shows nothing');
  await close();
});

test('a session ends while a note is being written, and nothing is lost', async () => {
  const { page, context, close } = await openPage(browser, house.url, plain);
  await signIn(page, 'counsellor');
  await page.goto('/handbook/new');
  const text = 'Eine Stunde Arbeit.\n\n- mit "Anführung" & <Klammern>\n- und Umlauten: ÄÖÜß';
  await page.fill('#title', 'Lange Notiz');
  await page.selectOption('#kind', 'procedure');
  await page.fill('#text', text);
  await context.clearCookies();
  const refused = await press(page, 'main form button[type=submit]');
  assert.equal(refused.status(), 401);
  assert.match(await words(page), /Was Sie geschrieben haben, ist noch da/);
  const [beside] = await Promise.all([context.waitForEvent('page'), page.click('a[target=_blank]')]);
  await beside.waitForLoadState();
  await send(beside, '/account/sign-in', { name: 'counsellor', password });
  await beside.close();
  await press(page, 'main form button[type=submit]');
  assert.match(page.url(), /\/handbook\/[0-9a-f]{32}\?done=saved$/);
  await press(page, 'main a[href$="/edit"]');
  assert.equal(await page.inputValue('#text'), text);
  await close();
});

test('a colleague compares six words, gives the key, and the new one can read', async () => {
  const { page: newcomer } = await desks.desk('newcomer');
  const { page: lead } = await desks.desk('lead');
  await newcomer.goto('/handbook');
  assert.doesNotMatch(await words(newcomer), /Schutzwohnung/);
  await newcomer.goto('/account');
  const hers = (await newcomer.locator('.code').innerText()).trim().split(/\s+/);
  assert.equal(hers.length, 6);
  await lead.goto('/account/centre');
  await press(lead, 'main a[href^="/account/keys/"]');
  assert.deepEqual((await lead.locator('.code').innerText()).trim().split(/\s+/), hers);
  const action = new URL(lead.url()).pathname;
  const refused = await send(lead, action, { password });
  assert.equal(refused.status(), 422, 'nobody gives the key without comparing');
  await send(lead, action, { compared: true, password });
  await newcomer.goto('/handbook');
  await press(newcomer, 'tbody a:has-text("Schutzwohnung Nord")');
  assert.match(await words(newcomer), /Musterweg 12/);
});

test('a paper kit is made, typed back, and opens everything after the password is lost', async () => {
  const { page, close } = await openPage(browser, house.url, plain);
  await signIn(page, 'counsellor2');
  await page.goto('/account/kit');
  await send(page, '/account/kit', { password });
  const groups = (await page.locator('.kit .code li').allInnerTexts()).map((g) => g.trim());
  assert.equal(groups.join('').length, 26);
  await press(page, 'main a[href="/account/kit/check"]');
  const numbers = (await page.inputValue('input[name=asked]')).split(',').map(Number);
  assert.equal(numbers.length, 4);
  await send(page, '/account/kit/check', { code: numbers.map((n) => groups[n - 1].toLowerCase()).join(' ') });
  assert.match(await words(page), /Ihr Notfallzettel gilt ab jetzt/);
  await press(page, '.who button');

  const fresh = 'Lampe Wiese Zwölf Karton';
  await page.goto('/account/recover');
  await send(page, '/account/recover', { name: 'counsellor2', code: groups.join('-'), new: fresh, repeat: fresh });
  await page.goto('/handbook');
  await press(page, 'tbody a');
  assert.ok((await words(page)).length > 200, 'her notes can be read');
  await press(page, '.who button');
  assert.equal((await signIn(page, 'counsellor2')).status(), 422, 'the lost password opens nothing');
  await close();
});

test('the office changes an entry after a preview, and takes it back', async () => {
  const { page } = await desks.desk('office');
  const { page: visitor, close } = await openPage(browser, house.url, plain);
  await page.goto('/centres/entries?q=SOLWODI Berlin');
  await press(page, 'tbody th a');
  const entry = new URL(page.url()).pathname;
  await press(page, 'main a[href^="/de/centres/"]');
  const public_ = page.url();
  await page.goto(entry);
  await send(page, entry, { email: 'neu@verbund.example' }, 'button[value=preview]');
  assert.match(await words(page), /So steht es heute[^]*So wird es stehen[^]*geändert[^]*neu@verbund\.example/);
  await visitor.goto(public_);
  assert.doesNotMatch(await words(visitor), /neu@verbund/, 'a preview changes nothing');
  await send(page, entry, {}, 'button[value=save]');
  await visitor.goto(public_);
  assert.match(await visitor.content(), /neu@verbund/);
  await press(page, 'main a[href$="/history"]');
  assert.match(await words(page), /Mira Sommer[^]*neu@verbund\.example/);
  await send(page, `${entry}/undo`);
  await visitor.goto(public_);
  assert.doesNotMatch(await visitor.content(), /neu@verbund/);
  await close();
});

test('two editors change the same entry: the second sees both versions and chooses', async () => {
  const { page: one } = await desks.desk('office');
  const { page: two } = await desks.desk('editor');
  await one.goto('/centres/entries?q=Hydra');
  await press(one, 'tbody th a');
  const entry = new URL(one.url()).pathname;
  await two.goto(entry);
  await send(one, entry, { email: 'eins@verbund.example' }, 'button[value=preview]');
  await send(one, entry, {}, 'button[value=save]');
  await send(two, entry, { email: 'zwei@verbund.example' }, 'button[value=preview]');
  const clash = await send(two, entry, {}, 'button[value=save]');
  assert.equal(clash.status(), 409);
  assert.match(await words(two), /Mira Sommer[^]*zwei@verbund\.example[^]*eins@verbund\.example/);
  await send(two, entry, { choose_email: 'mine' }, 'button[value=save]');
  await one.goto(entry);
  assert.equal(await one.inputValue('#email'), 'zwei@verbund.example');
});

test('the notice stands above every page, until it is taken down', async () => {
  const { page } = await desks.desk('editor');
  const { page: visitor, close } = await openPage(browser, house.url, plain);
  // Pages look for notices every 20 seconds.
  const until = Date.now() + 30_000;
  do {
    if (Date.now() > until) assert.fail('the notice is not there after 30 seconds');
    await visitor.goto('/de/');
  } while (!/Telefon gestört/.test(await words(visitor)) && await visitor.waitForTimeout(250) === undefined);
  for (const [address, said] of [['/en/centres', /telephone is out of order/], ['/fr/', /Telefon gestört/]]) {
    await visitor.goto(address);
    assert.match(await words(visitor), said, address);
  }
  await page.goto('/notices');
  assert.match(await words(page), /steht jetzt über jeder Seite/);
  await send(page, await page.locator('form[action$="/end"]').first().getAttribute('action'), {}, 'button');
  assert.doesNotMatch(await words(page), /steht jetzt über jeder Seite/);
  await close();
});

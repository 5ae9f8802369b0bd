// The way in where it is not a demonstration: an invitation, a password, a second
// factor, codes for the day without a telephone, and a passkey.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from '../lib/axe.mjs';
import { openBrowser, openPage, sizes } from '../lib/browser.mjs';
import { press, send } from '../lib/forms.mjs';
import { openNetwork } from '../lib/house.mjs';
import { badPaper, smallTargets, tooWide } from '../lib/layout.mjs';
import { codeAt } from '../lib/totp.mjs';
import { invalid } from '../lib/validator.mjs';

const plain = { viewport: sizes.phone, javaScriptEnabled: false };
const password = 'Lampe Wiese Zwölf Karton';

let house, browser, secret, codes;
before(async () => {
  house = await openNetwork();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

test('the codes are those of RFC 6238', () => {
  const ours = 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ';
  assert.equal(codeAt(ours, 0, 59_000), '287082');
  assert.equal(codeAt(ours, 0, 1_111_111_109_000), '081804');
});

const words = (page) => page.locator('main').innerText();

// enter signs in as far as the second factor.
async function enter(page) {
  await page.goto('/account/sign-in');
  await send(page, '/account/sign-in', { name: 'mira', password });
  assert.equal(new URL(page.url()).pathname, '/account/second');
}

const inside = (page) => new URL(page.url()).pathname === '/account';

test('invited, set up, signed out, and in again with the telephone', async () => {
  const { page, close } = await openPage(browser, house.url, plain);
  await page.goto(house.invitation);
  await send(page, house.invitation, { 'sign-in': 'mira', new: password, repeat: 'etwas anderes' });
  assert.match(await words(page), /nicht gleich/);
  await send(page, house.invitation, { 'sign-in': 'mira', new: password, repeat: password });
  assert.equal(new URL(page.url()).pathname, '/account/second/new');
  assert.equal((await page.goto('/account/people')).status(), 401, 'nobody gets further without it');
  await page.goto('/account/second/new');
  assert.ok((await page.locator('img').boundingBox()).width >= 200, 'there is a square for the camera');
  secret = await page.locator('p.code').innerText();
  await send(page, '/account/second/new', { code: '000000' });
  assert.match(await words(page), /passt nicht/);
  await send(page, '/account/second/new', { code: codeAt(secret) });
  codes = await page.locator('ol.code li').allInnerTexts();
  assert.equal(codes.length, 10);
  await press(page, 'main form button');
  assert.ok(inside(page), page.url());
  await press(page, '.who button');

  assert.equal((await page.goto(house.invitation)).status(), 410, 'an invitation serves once');
  await enter(page);
  const used = codeAt(secret, 1);
  await send(page, '/account/second', { code: used });
  assert.ok(inside(page), await words(page));
  await press(page, '.who button');
  await enter(page);
  await send(page, '/account/second', { code: used });
  assert.match(await words(page), /schon benutzt/, 'a code serves once');
  await close();
});

test('without the telephone: a recovery code lets in, once', async () => {
  const { page, close } = await openPage(browser, house.url, plain);
  await enter(page);
  await send(page, '/account/second', { code: codes[0].toLowerCase().replace('-', ' ') });
  assert.ok(inside(page), await words(page));
  await press(page, '.who button');
  await enter(page);
  assert.equal((await send(page, '/account/second', { code: codes[0] })).status(), 422);
  assert.ok(!inside(page));
  await close();
});

test('a passkey is added, and takes the place of the code', async () => {
  const { page, context, faults, close } = await openPage(browser, house.url, { viewport: sizes.phone });
  const tools = await context.newCDPSession(page);
  await tools.send('WebAuthn.enable');
  await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await enter(page);
  await send(page, '/account/second', { code: codes[1] });
  await page.goto('/account/passkeys');
  await page.fill('form[data-passkey] [name=name]', 'Diensthandy');
  await press(page, 'form[data-passkey] button');
  assert.equal(await page.inputValue('tbody input[name=name]'), 'Diensthandy');
  await press(page, '.who button');
  await enter(page);
  await press(page, 'form[data-passkey] button');
  assert.ok(inside(page), await words(page));
  assert.deepEqual(faults(), []);
  await page.goto('/account/passkeys');
  await send(page, '/account/passkeys', {}, 'button.danger');
  assert.equal(await page.locator('tbody').count(), 0);
  await close();
});

test('the pages of the way in: valid, accessible, narrow, on paper', async () => {
  const { page, close } = await openPage(browser, house.url);
  const faults = [];
  const look = async (name, answer) => {
    for (const f of await invalid(await answer.text())) faults.push(`${name}: ${f}`);
    for (const f of await findings(page)) faults.push(`${name}: ${f}`);
    await page.setViewportSize(sizes.zoomed);
    for (const f of [...await page.evaluate(tooWide), ...await page.evaluate(smallTargets, 24)]) faults.push(`${name}, 400 %: ${f}`);
    await page.setViewportSize(sizes.paper);
    await page.emulateMedia({ media: 'print' });
    for (const f of await page.evaluate(badPaper)) faults.push(`${name}, on paper: ${f}`);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize(sizes.wide);
  };
  await enter(page);
  await look('second factor', await page.reload());
  await look('second factor refused', await send(page, '/account/second', { code: 'x' }));
  await send(page, '/account/second', { code: codes[2] });
  await look('home', await page.reload());
  await look('passkeys', await page.goto('/account/passkeys'));
  await look('new recovery codes', await page.goto('/account/recovery'));
  await look('recovery codes', await send(page, '/account/recovery', { password }));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('ol.code').isVisible(), 'the codes are on the paper');
  assert.equal(faults.join('\n'), '');
  await close();
});

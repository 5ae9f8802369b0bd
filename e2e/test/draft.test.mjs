// Where scripts run, inside: drafts go to the server and nowhere else, a page can
// be hidden at once, and one that was left alone is locked and leads back.
//
// The form stands in a page of the program, put there on its way, and what it is
// sent to is answered here: so the script is tried by itself, under the policy of
// the page.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { openBrowser, openPage } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { opener, people } from '../lib/people.mjs';

const address = '/account/passkeys';
const form = (more = '') => `
  <form method="post" action="/account/profile" data-draft="/casework/drafts" data-draft-key="case 7" ${more}>
    <textarea name="text" id="text" data-key="t"></textarea><input type="password" name="password" id="secret">
    <select name="kind" id="kind"><option>a<option>b</select>
    <p role="status" data-draft-state data-draft-failed="Nicht gesichert"></p><button>Fertig</button>
  </form>
  <a id="there" href="/account/sessions?from=key" data-key="s">Sitzungen</a>
  <details><summary data-key="d">Mehr</summary><form method="post" action="/casework/remark"><textarea name="remark" id="remark2"></textarea></form></details>
  <form method="post" action="/casework/remark"><textarea name="remark" id="remark"></textarea></form>
  <form id="asked" method="post" action="/casework/asked" data-confirm="Wirklich?"><button>Weg</button></form>`;

// front stands before the house: it puts the form into the page and answers for
// what the form is sent to.
function front(url) {
  const server = http.createServer(async (request, response) => {
    const path = request.url.split('?')[0];
    if (path.startsWith('/casework/')) {
      const sent = await text(request);
      if (path === '/casework/asked') server.asked += 1;
      else server.drafts.push(Object.fromEntries(new URLSearchParams(sent)));
      const { status, type, body } = path === '/casework/asked' ? { status: 204 } : server.answer;
      response.writeHead(status, type && { 'Content-Type': type }).end(body);
      return;
    }
    const { hostname, port } = new URL(url);
    const headers = { ...request.headers, 'accept-encoding': 'identity' };
    request.pipe(http.request({ hostname, port, path: request.url, method: request.method, headers }, async (answer) => {
      if (path !== address) return answer.pipe(response.writeHead(answer.statusCode, answer.headers));
      const { 'content-length': _, ...kept } = answer.headers;
      return response.writeHead(answer.statusCode, kept).end((await text(answer)).replace('</main>', `${form(server.more)}</main>`));
    }));
  });
  return Object.assign(server.listen(0, '127.0.0.1'), { drafts: [], asked: 0, answer: saved, more: '' });
}

const saved = { status: 200, type: 'text/plain; charset=utf-8', body: 'Entwurf gespeichert, 14:05 Uhr' };

let house, browser, cookies, server;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  cookies = opener(house);
  server = front(house.url);
  await once(server, 'listening');
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await house?.close();
});

// open shows the page with the form in a browser whose clock stands still until it
// is moved.
async function open(more = '') {
  Object.assign(server, { drafts: [], asked: 0, answer: saved, more });
  const opened = await openPage(browser, `http://localhost:${server.address().port}`);
  await opened.context.addCookies(await cookies('counsellor'));
  await opened.page.clock.install();
  await opened.page.goto(address);
  return opened;
}

const state = (page) => page.locator('[data-draft-state]').innerText();
const kept = (page) => page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]);
const until = async (what) => {
  for (let i = 0; i < 100 && !what(); i += 1) await new Promise((done) => setTimeout(done, 20));
  assert.ok(what(), String(what));
};

test('a form is sent as a draft three seconds after the last change', async () => {
  const { page, faults, close } = await open();
  await page.fill('#text', 'Erster Satz');
  await page.fill('#secret', 'geheim');
  await page.clock.runFor(2500);
  await page.fill('#text', 'Erster Satz. Zweiter');
  await page.clock.runFor(2500);
  assert.equal(server.drafts.length, 0, 'not while she writes');
  await page.clock.runFor(1000);
  await until(() => server.drafts.length === 1);
  assert.deepEqual(server.drafts[0], { draft: 'case 7', text: 'Erster Satz. Zweiter', kind: 'a' });
  await page.locator('[data-draft-state]', { hasText: 'Entwurf gespeichert, 14:05 Uhr' }).waitFor();
  await page.clock.runFor(60_000);
  assert.equal(server.drafts.length, 1, 'once');
  assert.deepEqual(await kept(page), [0, 0, 0, 0], 'nothing is left in the browser');

  server.answer = { status: 200, type: 'text/html', body: '<b>page</b>' };
  await page.selectOption('#kind', 'b');
  await page.clock.runFor(3100);
  await until(() => server.drafts.length === 2);
  assert.equal(server.drafts[1].kind, 'b');
  server.answer = { status: 503, type: 'text/plain', body: 'x' };
  await page.fill('#text', 'Drei');
  await page.clock.runFor(3100);
  await page.locator('[data-draft-state]', { hasText: 'Nicht gesichert' }).waitFor();
  assert.equal(await state(page), 'Nicht gesichert');
  server.answer = { status: 204 };
  await page.clock.runFor(31_000);
  await until(() => server.drafts.length === 4);
  assert.equal(server.drafts[3].text, 'Drei', 'it is tried again by itself');
  assert.deepEqual(faults().filter((f) => !/503/.test(f)), []);
  await close();
});

test('what has changed is sent when the page goes, and what is sent for good is no draft', async () => {
  const { page, close } = await open();
  await page.fill('#text', 'Unterwegs');
  await page.goto('/account/sessions');
  await until(() => server.drafts.length === 1);
  assert.equal(server.drafts[0].text, 'Unterwegs');
  await page.goto(address);
  await page.fill('#text', 'Fertig');
  await Promise.all([page.waitForNavigation(), page.click('main button:text("Fertig")')]);
  await page.goto('/account/sessions');
  assert.equal(server.drafts.length, 1);
  await close();
  const again = await open('data-draft-changed'); // shown again with what was typed, because something is wrong
  await again.page.clock.runFor(3100);
  await until(() => server.drafts.length === 1);
  await again.close();
});

const visible = (page) => page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()).map((e) => e.textContent.trim()).filter(Boolean));

test('Escape twice hides the page in every tab, and brings it back', async () => {
  const { page, context, faults, close } = await open();
  const beside = await context.newPage();
  await beside.goto('/account/passkeys');
  const title = await page.title();
  await page.bringToFront();
  await page.fill('#text', 'Geheim');
  await page.keyboard.press('Escape');
  await page.clock.runFor(900);
  await page.keyboard.press('Escape');
  assert.equal(await page.title(), title, 'not when it takes longer');
  await page.keyboard.press('Escape');
  for (const one of [page, beside]) {
    await one.locator('#veil button').waitFor();
    assert.deepEqual([...new Set(await visible(one))], ['Weiter']);
    assert.equal(await one.title(), 'Neuer Tab');
  }
  await until(() => server.drafts.length === 1);
  await page.keyboard.press('s');
  assert.equal(new URL(page.url()).pathname, address, 'keys do nothing meanwhile');
  await page.clock.runFor(30_000);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('#text').waitFor();
  assert.equal(await page.title(), title);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'text', 'she goes on where she was');
  assert.equal(await page.inputValue('#text'), 'Geheim');
  await beside.locator('h1').waitFor();

  await page.click('button[data-veil]');
  await page.click('#veil button');
  assert.ok(await page.locator('#text').isVisible());
  assert.deepEqual(faults(), []);
  await close();
});

test('a page that was hidden for a minute, or left alone, is locked and leads back', async () => {
  for (const [name, leave] of [['hidden', async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.clock.runFor(70_000);
  }], ['left alone', async (page) => { await page.clock.fastForward('13:30'); await page.clock.runFor(40_000); }]]) {
    const { page, context, faults, close } = await open();
    await page.goto(`${address}?page=2`);
    await page.fill('#text', 'Bleibt');
    const sent = [];
    page.on('request', (request) => sent.push(request.url()));
    await Promise.all([page.waitForResponse((answer) => answer.status() === 401), leave(page)]);
    const next = page.locator('form[action="/account/sign-in"] input[name=next]');
    await next.waitFor({ state: 'attached' });
    assert.equal(await next.inputValue(), `${address}?page=2`, name);
    assert.equal(page.url().slice(-`${address}?page=2`.length), `${address}?page=2`, `${name}: the address is what it was`);
    assert.deepEqual(sent.filter((url) => url.includes('next')), [], `${name}: no address says where she was`);
    await until(() => server.drafts.length === 1);
    assert.equal(server.drafts[0].text, 'Bleibt', name);
    assert.deepEqual(await context.cookies(), [], `${name}: the session is over`);
    assert.equal((await page.goto('/account')).status(), 401, name);
    assert.deepEqual(faults().filter((f) => !/ 401 /.test(f)), [], name);
    await close();
    cookies = opener(house);
  }
});

test('whoever signs in again after the lock finds what she was writing', async () => {
  const { page, context, close } = await openPage(browser, house.url);
  await context.addCookies(await cookies('counsellor'));
  await page.clock.install();
  await page.goto('/casework/new');
  await page.fill('[name=alias]', 'Kiesel Wolke 12');
  // The veil keeps the draft. On the clock of this page the lock waits no real time for it.
  const kept = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().includes('/casework/drafts'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await kept;
  await Promise.all([page.waitForResponse((answer) => answer.status() === 401), page.clock.runFor(70_000)]);
  await page.fill('[name=name]', 'counsellor');
  await page.fill('[name=password]', people(house).counsellor.password);
  await Promise.all([page.waitForURL('**/casework/new'), page.click('main button[type=submit]')]);
  assert.equal(await page.inputValue('[name=alias]'), 'Kiesel Wolke 12');
  assert.match(await page.locator('[role=status]').first().innerText(), /Entwurf/);
  assert.match(await page.title(), /^Fallarbeit/);
  await page.click('form[action="/casework/drafts/drop"] button');
  assert.notEqual(await page.inputValue('[name=alias]'), 'Kiesel Wolke 12');
  await close();
  cookies = opener(house);
});

test('whoever would lose something is asked before leaving', async () => {
  const { page, close } = await open();
  const said = [];
  page.on('dialog', (dialog) => { said.push(dialog.type()); dialog.accept(); });
  await page.fill('#text', 'Wird gesichert');
  await page.goto('/account/sessions');
  await page.goto(address);
  assert.deepEqual(said, [], 'not where the draft is kept');
  server.answer = { status: 503, type: 'text/plain', body: 'x' };
  await page.click('#text');
  await page.keyboard.type('Wird es nicht');
  await page.clock.runFor(3100);
  await page.locator('[data-draft-state]', { hasText: 'Nicht gesichert' }).waitFor();
  await page.goto('/account/sessions');
  assert.deepEqual(said, ['beforeunload']);
  await page.goto(address);
  await page.click('#remark');
  await page.keyboard.type('Ohne Entwurf');
  await page.goto('/account/sessions');
  assert.deepEqual(said, ['beforeunload', 'beforeunload']);
  await close();
});

test('whoever works in one tab is not locked out by another', async () => {
  const { page, context, close } = await open();
  const beside = await context.newPage();
  await beside.goto('/account/passkeys');
  for (let minutes = 0; minutes < 30; minutes += 5) {
    await page.clock.fastForward('05:00');
    await beside.keyboard.press('Tab');
    await page.clock.runFor(6000);
  }
  assert.equal(new URL(page.url()).pathname, address);
  await close();
});

test('keys lead where they say, outside of fields, unless they are switched off', async () => {
  const { page, close } = await open();
  await page.keyboard.press('t');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
  await page.keyboard.type('st');
  assert.equal(await page.inputValue('#text'), 'st');
  await page.evaluate(() => { document.activeElement.blur(); document.body.dataset.keys = 'off'; });
  await page.keyboard.press('s');
  assert.equal(new URL(page.url()).pathname, address);
  await page.evaluate(() => { delete document.body.dataset.keys; });
  await page.keyboard.press('Control+s');
  assert.equal(new URL(page.url()).pathname, address);

  await page.keyboard.press('d');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'remark2', 'what opens is entered');
  await page.evaluate(() => document.activeElement.blur());
  const said = [];
  page.once('dialog', (dialog) => { said.push(dialog.message()); dialog.dismiss(); });
  await page.click('#asked button');
  assert.equal(server.asked, 0);
  page.once('dialog', (dialog) => { said.push(dialog.message()); dialog.accept(); });
  await page.click('#asked button');
  await until(() => server.asked === 1);
  assert.deepEqual(said, ['Wirklich?', 'Wirklich?']);

  await Promise.all([page.waitForURL('**/account/sessions?from=key'), page.keyboard.press('s')]);
  await close();
});

// The safe way to write: every page of it in every language, by keyboard alone, with
// a connection that breaks at every step, and what is left of it on the device.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { colours, findings, layout, thorough, translated } from '../lib/axe.mjs';
import { openBrowser, openPage, sizes } from '../lib/browser.mjs';
import { missingFirefox, openFirefox } from '../lib/firefox.mjs';
import { openHouse } from '../lib/house.mjs';
import { openDesks } from '../lib/inside.mjs';
import { enter, type } from '../lib/keys.mjs';
import { direction } from '../lib/languages.mjs';
import { badPaper, smallTargets, tooWide } from '../lib/layout.mjs';
import { invalid } from '../lib/validator.mjs';

let house, browser, desks;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  desks = openDesks(browser, house);
});
after(async () => {
  await desks?.close();
  await browser?.close();
  await house?.close();
});

const step = (name) => `main button[name=step][value=${name}]`;
const digits = async (page) => (await page.innerText('.digits')).replace(/\D/g, '');

// steps are what somebody does from the first page to the end, in a language: how to
// press and type is handed in.
const steps = (lang, { press, fill, text = 'Ich brauche Hilfe. أحتاج إلى مساعدة' }) => [
  ['begin', () => press(`button[name=language][value="${lang}"]`)],
  ['place', () => press(step('place'))],
  ['centres', async () => { await fill('[name=place]', 'Berlin'); await press(step('centre')); }],
  ['told', () => press('main button[name=to]')],
  ['text', () => press(step('text'))],
  ['files', async () => { await fill('[name=text]', text); await press(step('files')); }],
  ['code', () => press(step('code'))],
  ['done', async (page) => { await fill('[name=typed]', (await digits(page)).slice(-10)); await press(step('confirm')); }],
];

const pressing = (page) => async (selector) => {
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
  return answer;
};

// One language of each direction wholly; one with long words, one without gaps
// between words, one in another script: the pages are the same.
for (const lang of ['de', 'ar', 'hu', 'zh-Hans', 'uk']) {
  test(`${lang}: every page for writing and reading: valid, accessible, narrow, on paper, without traces`, async (t) => {
    const { page, context, faults, strangers, close } = await openPage(browser, house.url, { locale: lang });
    let source = '';
    page.on('response', async (answer) => { if (new URL(answer.url()).pathname === '/contact') source = await answer.text().catch(() => source); });
    const whole = ['de', 'ar'].includes(lang);
    const wrong = [];
    let most = 0;
    async function look(name) {
      await page.waitForLoadState();
      const add = (where, all) => { for (const f of all) wrong.push(`${name}, ${where}: ${f}`); };
      most = Math.max(most, Buffer.byteLength(source));
      add('html', await invalid(source));
      assert.equal(await page.title(), 'Kontakt');
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [lang, direction(lang)]);
      if (whole) {
        add('light', await (lang === 'de' ? thorough(page) : translated(page)));
      }
      if (lang === 'de') {
        await page.emulateMedia({ colorScheme: 'dark' });
        add('dark', await findings(page, colours));
        await page.setViewportSize(sizes.paper);
        await page.emulateMedia({ colorScheme: 'light', media: 'print' });
        if (name !== 'card') add('on paper', await page.evaluate(badPaper)); // of a card nothing must say what it is
        await page.emulateMedia({ media: 'screen' });
      }
      await page.setViewportSize(sizes.narrow);
      add('320 px', await page.evaluate(tooWide));
      add('too small', await page.evaluate(smallTargets, 44));
      if (whole) add('narrow', await findings(page, layout));
      await page.setViewportSize(sizes.wide);
    }
    const press = pressing(page);
    source = await (await page.goto('/contact')).text();
    await look('language');
    let code;
    for (const [name, act] of steps(lang, { press, fill: (field, value) => page.fill(`main ${field}`, value) })) {
      await act(page);
      await look(name);
      if (name === 'code') {
        code = await digits(page);
        await press(step('card'));
        await look('card');
        await press(step('code'));
        await page.fill('main [name=typed]', '12');
        await press(step('confirm'));
        await look('wrong end');
      }
    }
    await press(step('end'));
    await look('end');
    await page.goto('/contact');
    await press(`button[name=language][value="${lang}"]`);
    await press(step('open'));
    await page.fill('main [name=code]', code.slice(0, 24));
    await press(step('read'));
    await look('slip');
    await page.fill('main [name=code]', code);
    await press(step('read'));
    await look('read');
    await press(step('sure'));
    await look('sure');
    await press(step('erase'));
    await look('erased');
    t.diagnostic(`the largest page has ${most} bytes before it is packed`);
    assert.deepEqual(await context.cookies(), []);
    assert.equal([...wrong, ...faults().filter((f) => !/ 422 /.test(f)), ...strangers()].join('\n'), '');
    await close();
  });
}

test('by keyboard alone and without scripts, on a small telephone', async () => {
  const { page, close } = await openPage(browser, house.url, { viewport: sizes.narrow, javaScriptEnabled: false });
  await page.goto('/contact');
  for (const [, act] of steps('de', { press: (selector) => enter(page, selector), fill: (field, value) => type(page, `main ${field}`, value) })) await act(page);
  assert.match(await page.innerText('h1'), /angekommen/);
  await close();
});

// The answer to every step is lost once on its way back, after the server has done
// its work, so that she presses the button once more. What is lost on its way there
// has never come.
test('a connection that breaks at every step sends nothing twice and loses nothing', async () => {
  const canary = 'Unterbrochene Nachricht';
  const inbox = async () => {
    const { page } = await desks.desk('counsellor');
    const second = await desks.desk('counsellor2');
    let all = 0;
    for (const one of [page, second.page]) {
      await one.goto('/contact/inbox');
      all += await one.locator('main a[href^="/contact/inbox/"]').filter({ hasText: /\S/ }).evaluateAll((links) => links.filter((a) => /^\/contact\/inbox\/[0-9a-f]{32}$/.test(a.getAttribute('href'))).length);
    }
    return all;
  };
  const before = await inbox();
  const { page, close } = await openPage(browser, house.url);
  await page.goto('/contact');
  const press = async (selector) => {
    const form = await page.locator(selector).first().evaluate((button) => Object.fromEntries(new FormData(button.form, button)));
    assert.ok((await page.request.post('/contact', { form })).ok());
    await pressing(page)(selector);
  };
  for (const [name, act] of steps('de', { press, fill: (field, value) => page.fill(`main ${field}`, value), text: canary })) {
    await act(page);
    assert.equal(await page.locator('h1').count(), 1, `after ${name} there is a page`);
    if (name !== 'done') assert.equal(await inbox(), before, `${name} sends nothing`);
  }
  assert.match(await page.innerText('h1'), /angekommen/);
  assert.equal(await inbox(), before + 1, 'it was sent once');
  await close();
});

// kept returns every file of a folder, also what is packed in it.
function* kept(folder) {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isDirectory()) yield* kept(file);
    else if (stat?.isFile()) {
      const bytes = readFileSync(file);
      yield [file, bytes];
      if (bytes[0] === 0x1f && bytes[1] === 0x8b) { try { yield [`${file} unpacked`, gunzipSync(bytes)]; } catch { /* not packed after all */ } }
    }
  }
}

test('C10: Firefox keeps one row of history with a neutral title, and nothing else', { skip: missingFirefox ?? false }, async (t) => {
  const firefox = await openFirefox({ 'javascript.enabled': false, 'browser.sessionstore.interval': 200, 'browser.cache.disk.enable': true });
  try {
    const text = 'Kanariennachricht aus Firefox';
    await firefox.open(`${house.url}/contact`);
    let code = '';
    for (const [, act] of steps('de', { press: (selector) => firefox.click(selector), fill: (field, value) => firefox.type(`main ${field}`, value), text })) {
      await act({ innerText: (selector) => firefox.text(selector) });
      if (await firefox.count('.digits')) code = (await firefox.text('.digits')).replace(/\D/g, '');
    }
    assert.match(await firefox.text('h1'), /angekommen/);
    const { page } = await desks.desk('counsellor');
    await firefox.open(`${house.url}/contact`);
    await firefox.click('button[name=language][value=de]');
    await firefox.click(step('open'));
    await firefox.type('main [name=code]', code);
    await firefox.click(step('read'));
    assert.match(await firefox.text('main'), /Ihre Nachricht ist da/);
    await firefox.back().catch(() => {});
    assert.doesNotMatch(await firefox.text('body').catch(() => ''), /Ihre Nachricht ist da/, 'Back shows nothing of it');
    await page.goto('/account');
    await firefox.quit();

    const groups = code.match(/.{5}/g);
    const secrets = [text, code, groups.join(' '), groups.slice(-2).join(' '), 'Ihre Nachricht ist da', 'Ihre Nummer'];
    const found = [];
    let files = 0, rows = 0;
    for (const [file, bytes] of kept(firefox.folder)) {
      files += 1;
      for (const secret of secrets) {
        for (const encoding of ['utf8', 'utf16le']) if (bytes.includes(Buffer.from(secret, encoding))) found.push(`${path.relative(firefox.folder, file)}: ${secret}`);
      }
      if (/places\.sqlite/.test(file)) rows += bytes.includes(Buffer.from('/contact')) ? 1 : 0;
    }
    t.diagnostic(`looked for ${secrets.length} secrets in ${files} files of the profile`);
    assert.deepEqual(found, []);
    assert.ok(rows > 0, 'the history is written: else the test sees nothing');
  } finally {
    await firefox.close();
  }
});

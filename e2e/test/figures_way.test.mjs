// The way of a case into the figures, by keyboard alone and without scripts: a client
// consents, the centre decides, sees what would leave, and hands it over; the office
// freezes the year and proposes a publication, a second person decides, everybody sees
// it; whoever withdraws is missing from the next frozen year. It counts what the
// release costs a counsellor.

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, sizes } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { openDesks } from '../lib/inside.mjs';
import { choose, counting, enter, perKey, tabTo, toThink, type } from '../lib/keys.mjs';

const password = 'Vorfuehrung-2026';

// How long a word takes to be read, in seconds: 238 words a minute (Brysbaert, How many
// words do we read per minute?, 2019: adults, silently, nonfiction).
const toRead = 60 / 238;

let house, browser, desks;
const way = {}; // what later steps need of earlier ones
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  desks = openDesks(browser, house, { viewport: sizes.wide, javaScriptEnabled: false });
});
after(async () => {
  await desks?.close();
  await browser?.close();
  await house?.close();
});

const words = (page) => page.locator('main').innerText();
const number = (said) => Number(said.replace(/\D/g, ''));
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

// date goes to a field for days and types one as this browser orders its parts.
async function date(page, selector, iso) {
  const [year, month, day] = iso.split('-');
  for (const typed of [day + month + year, month + day + year]) {
    await page.locator('main h1').click();
    await tabTo(page, selector);
    await page.keyboard.type(typed);
    if (await page.inputValue(selector) === iso) return;
  }
  assert.equal(await page.inputValue(selector), iso);
}

// funnel reads the steps from a page of the office.
const funnel = (page) => page.locator('table:has(#funnel) tbody td').allInnerTexts().then((all) => all.map(number));

// othersDeliver lets the other centres of the network deliver the year: what the
// demonstration has of them for an earlier one.
function othersDeliver(year) {
  const file = path.join(tmpdir(), `verbund-e2e-others-${process.pid}.csv`);
  try {
    house.run('export', 'figures', '--period', '2024', '--out', file);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^2024,/gm, `${year},`));
    house.run('import', 'figures', file);
  } finally {
    rmSync(file, { force: true });
  }
}

test('somebody consents, and that is noted in her case', async () => {
  const { page } = await desks.desk('counsellor');
  await page.goto('/casework/release');
  way.year = number(await page.innerText('main nav a[aria-current=page][href*="year="]'));
  await enter(page, 'main nav a[href*="only=all"]');
  const row = page.locator('main tbody tr').filter({ hasText: 'Habicht' });
  assert.equal(await row.locator('input[type=checkbox]').count(), 0, 'without a consent there is nothing to decide');
  way.file = (await row.locator('a[href$="/entries/consent"]').getAttribute('href')).replace('/entries/consent', '');
  await enter(page, `main tbody a[href="${way.file}/entries/consent"]`);
  if (await page.locator('main details.add[open]').count() === 0) {
    await tabTo(page, 'main details.add > summary');
    await page.keyboard.press('Enter');
  }
  await choose(page, 'form.sheet [name="scope"]', 'Frei');
  await choose(page, 'form.sheet [name="given"]', 'schr');
  await enter(page, 'main form.sheet .actions button[type=submit]');
  assert.match(await words(page), /Freigabe für die Statistik des Netzwerks/);
});

test('she sees exactly what would leave of a case, and what is missing', async () => {
  const { page } = await desks.desk('counsellor');
  await page.goto(`${way.file}/release?year=${way.year}`);
  const said = await words(page);
  assert.match(said, /So und nicht anders/);
  assert.match(said, /Deckname, Name, Aufenthaltsort, alle Tage, alle Texte/);
  way.codes = (await page.locator('main table code').allInnerTexts()).map((c) => c.split('='));
  assert.ok(way.codes.length > 15, 'every column is there');
  for (const [column, code] of way.codes) {
    assert.match(code, /^[A-Za-z0-9;_+-]*$/, `${column} is a code and no text`);
    if (column !== 'period') assert.doesNotMatch(code, /\d{4}/, `${column} is no day`);
  }
  assert.doesNotMatch(way.codes.join(), /Habicht/i);

  await page.goto(`/casework/release?year=${way.year}`);
  const hint = page.locator('main ul a[href*="only=gaps-"]');
  assert.match(await hint.first().innerText(), /Bei \d+ F[aä]ll(en)? ist noch offen/);
  await enter(page, 'main ul a[href*="only=gaps-"]');
  await enter(page, 'main tbody a[href*="#"]');
  const question = new URL(page.url()).hash.slice(1);
  assert.ok(await page.locator(`[id="${question}"]`).count() === 1, `the hint leads to the question ${question}`);
});

// lineOf is how long it takes to read who a line is about and what would leave of her;
// the rest is the same in every line that can be ticked.
const lineOf = async (row) => [await row.locator('th').innerText(), await row.locator('summary').innerText()].join(' ').split(/[\s·]+/).filter(Boolean).length * toRead;

test('each case is looked at and ticked, and all are released in one go', async (t) => {
  const { page } = await desks.desk('counsellor');
  await page.goto('/casework/release');
  assert.match(await page.innerText('main nav a[aria-current=page][href*="only="]'), /^Zu entscheiden/, 'what is to be decided is what she sees first');
  const spent = counting(page);
  const boxes = await page.locator('main tbody input[type=checkbox]').evaluateAll((all) => all.map((b) => b.value));
  assert.ok(boxes.length >= 10, `${boxes.length} cases can be decided on`);
  let before = 0;
  const keys = [], reading = [], seconds = [];
  for (const value of boxes) {
    await tabTo(page, `main tbody input[value="${value}"]`);
    await page.keyboard.press('Space');
    keys.push(spent().keys - before);
    before = spent().keys;
    reading.push(await lineOf(page.locator(`main tbody tr:has(input[value="${value}"])`)));
    seconds.push(keys.at(-1) * perKey + toThink + reading.at(-1));
  }
  await enter(page, 'main button[name=decision][value=yes]');
  const rest = (spent().keys - before) * perKey / boxes.length;
  const each = median(seconds) + rest;
  t.diagnostic(`${boxes.length} cases ticked one by one: ${median(keys)} keys a case; median ${each.toFixed(1)} s a case for a person: ${(median(keys) * perKey).toFixed(1)} s for the keys, ${toThink} s to decide, ${median(reading).toFixed(1)} s to read its line, ${rest.toFixed(1)} s for the button`);
  assert.ok(each <= 5, `a case takes ${each.toFixed(1)} s`);
  assert.match(await words(page), /Freigegeben/);
  await page.goto('/casework/release?only=released');
  assert.equal(await page.locator('main tbody tr').count(), boxes.length);
});

test('what is ready is ticked in one go', async (t) => {
  const { page } = await desks.desk('counsellor2');
  await page.goto('/casework/release');
  const spent = counting(page);
  await tabTo(page, 'a[href="#content"]');
  await page.keyboard.press('Enter');
  await enter(page, 'main a[href*="tick=1"]');
  const rows = await page.locator('main tbody tr:has(input:checked)').all();
  const reading = await Promise.all(rows.map(lineOf));
  await enter(page, 'main button[name=decision][value=yes]');
  const each = median(reading) + toThink + spent().keys * perKey / rows.length;
  t.diagnostic(`${rows.length} cases ticked together: ${spent().keys} keys for all; median ${each.toFixed(1)} s a case for a person: ${(spent().keys * perKey / rows.length).toFixed(1)} s for the keys, ${toThink} s to decide, ${median(reading).toFixed(1)} s to read its line`);
  assert.ok(each <= 5, `a case takes ${each.toFixed(1)} s`);
});

test('the centre sees all that leaves, and hands it over', async () => {
  const { page } = await desks.desk('lead');
  await page.goto('/casework/release');
  await enter(page, 'main a[href*="/casework/release/deliver"]');
  const head = await page.locator('main details thead code').allInnerTexts();
  const rows = await page.locator('main details tbody tr').evaluateAll((all) => all.map((tr) => [...tr.cells].map((td) => td.textContent)));
  const same = (row) => way.codes.every(([column, code]) => row[head.indexOf(column)] === code);
  assert.ok(rows.some(same), 'the row of the case is there as its page showed it');
  assert.doesNotMatch(rows.join(), /Habicht|Amsel|Samira/);
  way.released = rows.length;
  await type(page, '#password, [name=password]', password);
  await enter(page, 'main section form button[type=submit]:not([formaction])');
  assert.match(await words(page), /Zuletzt übergeben am/);
});

test('the office freezes the year and proposes it; the gate reports what it found', async (t) => {
  othersDeliver(way.year);
  const { page } = await desks.desk('figures');
  await page.goto(`/figures?year=${way.year}`);
  assert.match(await words(page), /Fallarbeit/, 'the centre that delivered is listed');
  await enter(page, 'main form[action="/figures/freeze"] button');
  way.snapshot = new URL(page.url()).pathname;
  way.funnel = await funnel(page);
  way.rows = await rowsOf(page);
  const begun = Date.now();
  await enter(page, `main form[action="${way.snapshot}/propose"] button`);
  assert.match(page.url(), /\/figures\/proposals\/\d+$/);
  assert.match(await words(page), /Das kann einige Minuten dauern/, 'nobody waits for an answer that does not come');
  await whenDone(page);
  t.diagnostic(`making and checking took ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  await enter(page, 'main a[href^="/figures/publications/"]');
  way.publication = new URL(page.url()).pathname;
  const said = await words(page);
  assert.match(said, /wartet auf die zweite Person/);
  for (const check of ['Rechnung', 'Differenzen', 'Spannen', 'Rückschluss auf Angaben', 'Rückschluss auf Teilnahme', 'Nutzen']) assert.ok(said.includes(check), `the report says what ${check} found`);
  await tabTo(page, 'main tbody details > summary');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('main tbody details').first().innerText(), /höchstens/, 'what was measured can be unfolded');
  assert.equal(await page.locator('main button[value=publish]').count(), 0, 'who proposes does not decide');
});

// whenDone looks at a proposal again until the job is done with it.
async function whenDone(page) {
  for (const until = Date.now() + 300_000; await page.locator('main a[href^="/figures/publications/"]').count() === 0;) {
    assert.ok(Date.now() < until, await words(page));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await enter(page, 'main .actions a[href^="/figures/proposals/"]');
  }
}

// rowsOf are the released rows of the frozen year that is open, as the file has them.
async function rowsOf(page) {
  const answer = await page.request.get(`${new URL(page.url()).pathname}/file`);
  const { years } = await answer.json();
  return years.at(-1).records.filter((row) => row.split(',')[3] === 'yes').map((row) => row.split(',').filter((_, i) => i !== 1).join());
}

test('a second person reads the report and publishes', async () => {
  const { page: visitor } = await desks.desk('');
  assert.equal((await visitor.goto(`/de/figures/${way.year}`)).status(), 404);
  const { page } = await desks.desk('office');
  await page.goto('/figures/publications');
  await enter(page, `main a[href="${way.publication}"]`);
  assert.match(await words(page), /Sie sind die zweite Person/);
  await enter(page, 'main button[name=step][value=publish]');
  assert.match(await words(page), /veröffentlicht/);
});

test('everybody sees it', async () => {
  const { page } = await desks.desk('');
  await page.goto('/de/figures');
  assert.match(await page.innerText('main h2, main h1'), /./);
  assert.match(await words(page), new RegExp(`Vom Fall zur Zahl: ${way.year}`), 'the dashboard shows the latest year');
  await enter(page, `main a[href="/de/figures/${way.year}"]`);
  const said = await words(page);
  assert.match(said, new RegExp(`${way.year}`));
  const documented = number(said.match(/dokumentierten \d+ Fachberatungsstellen ([\d.]+) Fälle/)[1]);
  assert.ok(documented % 5 === 0 && Math.abs(documented - way.funnel[0]) <= 4, `${documented} is told of ${way.funnel[0]}`);
  way.told = said;
});

test('whoever withdraws is missing from the next frozen year, and what was published stays', async () => {
  const { page } = await desks.desk('counsellor');
  await page.goto(`${way.file}/entries/consent`);
  await enter(page, `main a[href^="${way.file}/entries/consent/"]`);
  const today = await page.inputValue('form.sheet [name=day]');
  await date(page, 'form.sheet [name=withdrawn]', today);
  await enter(page, 'main form.sheet .actions button[type=submit]');
  await page.goto(`${way.file}/release?year=${way.year}`);
  assert.match(await words(page), /entfernt, weil die Einwilligung nicht mehr gilt/);

  const { page: office } = await desks.desk('figures');
  await office.goto(`/figures?year=${way.year}`);
  await enter(office, 'main form[action="/figures/freeze"] button');
  assert.notEqual(new URL(office.url()).pathname, way.snapshot);
  const now = await funnel(office);
  assert.deepEqual(now.map((n, i) => way.funnel[i] - n), [0, 0, 1, 1], 'she is documented, and nothing else');
  const rows = await rowsOf(office);
  assert.equal(rows.length, way.rows.length - 1);
  const left = [...way.rows];
  for (const row of rows) left.splice(left.indexOf(row), 1);
  const codes = way.codes.map(([, code]) => code);
  assert.equal(left.length, 1);
  assert.deepEqual(left[0].split(',').filter((_, i) => i !== 2), codes, 'what is missing is her record');

  await office.goto(way.snapshot);
  assert.deepEqual(await funnel(office), way.funnel, 'a frozen year does not change');
  const { page: visitor } = await desks.desk('');
  await visitor.goto(`/de/figures/${way.year}`);
  assert.equal(await words(visitor), way.told);
});

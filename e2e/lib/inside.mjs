// The pages of people who are signed in: those that links lead to, for whoever
// has them, and those that one only reaches by sending a form.

import { openPage } from './browser.mjs';
import { press, send } from './forms.mjs';
import { header, opener, people } from './people.mjs';

const links = (html) => [...html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map((m) => m[1].replaceAll('&amp;', '&'));

// Words of an address that only choose and order what stands on a page.
const choices = ['sort', 'down', 'who', 'year', 'quarter', 'month', 'lang', 'from'];

// shape is what addresses of the same page have in common.
const shape = ({ pathname, searchParams }) => `${pathname.replace(/\/[0-9a-f-]{32,64}(?=\/|$)/g, '/ID').replace(/\/\d+(?=\/|$)/g, '/N').replace(/\/texts\/[a-z0-9-]+/, '/texts/ID')}?${[...searchParams.keys()].filter((k) => !choices.includes(k)).sort()}`;

// Some pages differ with whoever looks at them.
const personal = ['/account?', '/account/centre?', '/handbook?'];

// walk follows every link within the inner pages, for one person after the
// other. It returns one page of each shape, the longest, with who sees it, and
// broken: the links that lead to no good answer.
export async function walk(house, cookies) {
  const found = new Map();
  const broken = [];
  for (const who of Object.keys(people(house))) {
    const headers = header(await cookies(who));
    const seen = new Set(['/account']);
    const counts = new Map();
    const waiting = [...seen];
    while (waiting.length > 0) {
      await Promise.all(waiting.splice(0, 8).map(async (address) => {
        const answer = await fetch(house.url + address, { headers });
        const body = await answer.text();
        const here = new URL(answer.url);
        if (answer.status !== 200) broken.push(`${who}: ${address} answers ${answer.status}`);
        if (answer.headers.has('content-disposition') || !answer.headers.get('content-type').startsWith('text/html')) return;
        const kind = shape(here);
        const key = personal.includes(kind) ? `${kind} ${who}` : kind;
        const before = found.get(key);
        if (!before || (before.who === who && before.size < body.length)) found.set(key, { name: `${who}: ${here.pathname}${here.search}`, who, address: here.pathname + here.search, shape: kind, size: body.length });
        for (const link of links(body)) {
          const url = new URL(link, here);
          const next = url.pathname + url.search;
          if (url.origin !== house.url || seen.has(next) || /^\/[a-z]{2}(-\w+)?\//.test(next)) continue;
          seen.add(next);
          const n = (counts.get(shape(url)) ?? 0) + 1;
          counts.set(shape(url), n);
          if (n <= 4) waiting.push(next);
        }
      }));
    }
  }
  return { pages: [...found.values()], broken };
}

// openDesks lets everybody sit at a browser of her own: desk(who) opens it once.
// Nobody is '' and is signed in nowhere.
export function openDesks(browser, house, options = {}) {
  const desks = new Map();
  const cookies = opener(house);
  return {
    cookies,
    async desk(who) {
      if (!desks.has(who)) {
        desks.set(who, (async () => {
          const opened = await openPage(browser, house.url, options);
          if (who) await opened.context.addCookies(await cookies(who));
          return opened;
        })());
      }
      return desks.get(who);
    },
    async close() { for (const opened of desks.values()) await (await opened).close(); },
  };
}

const at = (address) => (page) => page.goto(address);

// form opens a page, fills in the form that is sent to action, and sends it.
const form = (address, values, { action = address, button } = {}) => async (page) => {
  await page.goto(address);
  return send(page, action, values, button);
};

// first opens a list and follows the first link whose address begins with path.
const first = (list, path) => async (page) => {
  await page.goto(list);
  return press(page, `main a[href^="${path}"]`);
};

// then goes on from where something led.
const then = (...steps) => async (page) => {
  let answer;
  for (const step of steps) answer = await step(page);
  return answer;
};

// here sends a form of the page that is open: the one whose address ends like
// this, or the first that is posted.
const here = (ending, values, button) => async (page) => {
  const wanted = page.locator(`main form[method=post]${ending && `[action$="${ending}"]`}`).first();
  return send(page, await wanted.getAttribute('action'), values, button);
};

// inCase opens a page of the case whose page is open and sends a form of it.
const inCase = (path, ending, values, button) => async (page) => {
  await page.goto(new URL(page.url()).pathname.match(/^\/casework\/cases\/[0-9a-f]{32}/)[0] + path);
  return here(ending, values, button)(page);
};

const click = (selector) => (page) => press(page, selector);

// until looks at the page that is open again until it holds what a selector names, for
// at most five minutes.
const until = (selector) => async (page) => {
  for (const end = Date.now() + 300_000; Date.now() < end;) {
    const answer = await page.reload();
    if (await page.locator(selector).count() > 0) return answer;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  throw new Error(`there is no ${selector}: ${await page.innerText('main')}`);
};

const saves = 'button[value=save]';
const previews = 'button[value=preview]';
const password = 'Vorfuehrung-2026';
const long = 'Zusammenarbeit mit der Aufenthaltsermittlungsunterstützungsstelle Niederbayern-Oberpfalz';

// soon is a moment as a field for moments takes it, some days from now.
const soon = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

// writes has somebody write anonymously to the first centre that reads messages.
async function writes(page, text) {
  const step = (name) => `main button[name=step][value=${name}]`;
  await page.goto('/contact');
  await press(page, 'button[name=language][value=de]');
  await press(page, step('place'));
  await page.fill('main [name=place]', 'Berlin');
  await press(page, step('centre'));
  await press(page, 'main button[name=to]');
  await press(page, step('text'));
  await page.fill('main [name=text]', text);
  await press(page, step('files'));
  await press(page, step('code'));
  await page.fill('main [name=typed]', (await page.innerText('.digits')).replace(/\D/g, '').slice(-10));
  await press(page, step('confirm'));
}

// prepare fills what the demonstration leaves empty: an entry of the centre's own
// organisation, a proposal about another one, a conversation.
export async function prepare(desks) {
  const { page } = await desks.desk('office');
  await page.goto('/account/organisations?q=Ahorn');
  const organisation = (await page.locator('tbody th a').first().getAttribute('href')).split('/').pop();
  await page.goto('/centres/entries');
  const entry = await page.locator('tbody th a').first().getAttribute('href');
  await page.goto(entry);
  await send(page, entry, { organisation_id: organisation }, previews);
  await here('', {}, saves)(page);
  const { page: visitor } = await desks.desk('');
  await visitor.goto('/de/centres/7/proposal');
  await send(visitor, '/de/centres/7/proposal', { message: `Die Beratung ist umgezogen. ${long}` });
  await writes(visitor, `Ich brauche einen Rat. ${long}\n\nأحتاج إلى مساعدة`);
}

// states are the pages that no link leads to, in the order in which they come
// about: later ones stand on earlier ones.
export const states = [
  { who: '', name: 'sign-in', reach: at('/account/sign-in') },
  { who: '', name: 'sign-in refused', reach: form('/account/sign-in', { name: 'niemand', password: 'nicht-das-richtige' }), status: 422 },
  { who: '', name: 'forgotten', reach: at('/account/forgotten') },
  { who: '', name: 'recover', reach: at('/account/recover') },
  { who: '', name: 'recover refused', reach: form('/account/recover', { name: 'lead', code: 'x', new: 'kurz', repeat: 'anders' }), status: 422 },
  { who: '', name: 'a page inside, signed out', reach: at('/handbook'), status: 401 },
  { who: '', name: 'a link that is gone', reach: at('/account/invitation/gone'), status: 410 },

  { who: 'figures', name: 'exact tables to be proposed', reach: then(at('/figures'), click('main a[href^="/figures/snapshots/"]')) },
  { who: 'figures', name: 'exact tables asked for', reach: here('/exact', {}, 'button') },

  { who: 'clerk', name: 'not allowed', reach: at('/account/people'), status: 403 },
  { who: 'clerk', name: 'not there', reach: at('/account/nothing'), status: 404 },
  { who: 'clerk', name: 'profile refused', reach: form('/account/profile', { 'sign-in': '', email: 'x' }), status: 422 },
  { who: 'clerk', name: 'password refused', reach: form('/account/password', { password: 'x', new: 'kurz', repeat: 'anders' }), status: 422 },
  { who: 'clerk', name: 'second factor refused', reach: form('/account/second/change', { password: 'x' }), status: 422 },
  { who: 'clerk', name: 'second factor set up', reach: form('/account/second/change', { password }) },
  { who: 'clerk', name: 'second factor, wrong code', reach: form('/account/second/new', { code: '1' }), status: 422 },
  { who: 'lead', name: 'what a centre promises, refused', reach: form('/contact/inbox/setup', { within: '99', languages: 'Klingonisch', 'name-ro': 'Chat', 'address-ro': 'ftp://x' }), status: 422 },
  { who: 'lead', name: 'a text block refused', reach: then(first('/contact/inbox/blocks', '/contact/inbox/blocks/edit/'), here('', { title: '', text: '' })), status: 422 },
  { who: 'lead', name: 'text blocks', reach: then(first('/contact/inbox/blocks', '/contact/inbox/blocks/edit/'), here('', { lang: 'de', title: long, text: `Guten Tag. ${long}` })) },
  { who: 'lead', name: 'a conversation', reach: then(at('/contact/inbox'), click('tbody th a')) },
  { who: 'lead', name: 'an answer refused', reach: then(click('main a[href$="/answer"]'), here('/answer', { text: '' }, previews)), status: 422 },
  { who: 'lead', name: 'an answer in preview', reach: here('/answer', { text: `Guten Tag. ${long}`, ask: 'case' }, previews) },
  { who: 'lead', name: 'an answer that was sent', reach: here('/send', {}) },
  { who: 'lead', name: 'a conversation with a note', reach: here('/standing', { note: long }) },
  { who: 'lead', name: 'blocking refused', reach: then(click('main a[href$="/block"]'), here('/block', { text: '' })), status: 422 },
  { who: 'lead', name: 'a conversation that is blocked', reach: here('/block', { text: `Wir beenden das Gespräch. ${long}` }) },
  { who: 'counsellor', name: 'kit refused', reach: form('/account/kit', { password: 'x' }), status: 422 },
  { who: 'counsellor', name: 'kit on paper', reach: form('/account/kit', { password }), prints: 'section.kit' },
  { who: 'counsellor', name: 'kit typed back', reach: at('/account/kit/check') },
  { who: 'counsellor', name: 'kit typed back wrongly', reach: form('/account/kit/check', { code: 'x' }), status: 422 },

  { who: 'office', name: 'nobody found', reach: at('/account/people?q=qqqq&state=locked') },
  { who: 'office', name: 'invitation refused', reach: form('/account/people/new', { ends: '2020-01-01' }), status: 422 },
  { who: 'office', name: 'invitation links', reach: form('/account/people/new', { name: 'Nora Beispiel', language: 'de', role: 'board' }) },
  { who: 'office', name: 'somebody invited', reach: then(at('/account/people?q=Nora'), click('tbody th a')) },
  { who: 'office', name: 'duty refused', reach: then(at('/account/people?q=Hien'), click('tbody th a'), here('/duties', { role: 'counsellor', unit: '', begins: '2026-02-01', ends: '2026-01-01' })), status: 422 },
  { who: 'office', name: 'reset refused', reach: here('/link', { 'reset-password': 'x' }), status: 422 },
  { who: 'office', name: 'somebody locked', reach: here('/lock') },
  { who: 'office', name: 'somebody unlocked', reach: here('/unlock') },
  { who: 'office', name: 'no organisation found', reach: at('/account/organisations?q=qqqq') },
  { who: 'office', name: 'organisation refused', reach: form('/account/organisations/new', { email: 'x', website: 'y', as_of: '' }), status: 422 },
  { who: 'office', name: 'new centre refused', reach: then(first('/account/organisations', '/account/organisations/0'), click('main a[href$="/centres"]'), here('/centres')), status: 422 },
  { who: 'office', name: 'no entry found', reach: at('/centres/entries?q=qqqq') },
  { who: 'office', name: 'new entry refused', reach: form('/centres/entries/new', { email: 'kaputt@' }, { button: previews }), status: 422 },
  { who: 'office', name: 'entry with a further part', reach: then(at('/centres/entries?q=7'), first('/centres/entries', '/centres/entries/5'), here('', {}, 'button[value^=more-office]')) },
  { who: 'office', name: 'entry in preview', reach: then(at('/centres/entries'), click('tbody tr:nth-of-type(2) th a'), here('', { email: 'neu@verbund.example', phones: '030 23125 111 (Notruf)' }, previews)) },
  { who: 'office', name: 'entry saved', reach: here('', {}, saves) },
  { who: 'office', name: 'history of an entry', reach: click('main a[href$="/history"]') },
  { who: 'office', name: 'entry restored', reach: here('/undo') },
  { who: 'office', name: 'proposals', reach: at('/centres/review') },
  { who: 'office', name: 'a proposal', reach: click('main a[href^="/centres/review/"]') },
  { who: 'office', name: 'notice refused', reach: form('/notices', { text_de: '', from: soon(3), until: soon(1) }, { button: previews }), status: 422 },
  { who: 'office', name: 'notice in preview', reach: form('/notices', { text_de: `Das Hilfetelefon ist heute gestört. ${long}`, text_ar: 'رقم الهاتف لا يعمل اليوم', urgent: true }, { button: previews }) },
  { who: 'office', name: 'notice up', reach: here('/notices', {}, saves) },
  { who: 'office', name: 'notice down', reach: here('/end', {}, 'button') },

  { who: 'lead', name: 'own entry', reach: at('/centres/own') },
  { who: 'lead', name: 'own entry confirmed', reach: here('/confirm') },
  { who: 'lead', name: 'own entry, form', reach: click('main a.button[href^="/centres/own/"]') },
  { who: 'lead', name: 'own entry, preview', reach: here('', { chat: 'https://chat.verbund.example/' }, previews) },
  { who: 'lead', name: 'own entry, history', reach: then(at('/centres/own'), click('main a[href$="/history"]')) },
  { who: 'lead', name: 'note refused', reach: form('/handbook/new', { title: '', email: 'x' }), status: 422 },
  { who: 'lead', name: 'note saved', reach: form('/handbook/new', { title: long, kind: 'contact', tags: 'Aufenthaltsermittlungsunterstützung, Übergabe', text: `# Wege\n\n${long}\n\n| Tag | Zeit |\n|---|---|\n| Montag | 9–12 Uhr |\n\n- eins\n- zwei`, pinned: true, name: 'Frau Beispiel', address: 'Musterweg 1\n12345 Musterstadt', phones: '030 23125 001\n030 23125 002', email: 'kontakt@verbund.example', languages: 'Rumänisch, Arabisch', remark: long }) },
  { who: 'lead', name: 'file added', reach: here('/files', { file: { name: `${long}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 erfunden') } }, 'button') },
  { who: 'lead', name: 'file to be erased', reach: click('main a[href*="/files/"][href$="/erase"]') },
  { who: 'lead', name: 'note changed', reach: then((page) => page.goBack(), click('main a[href$="/edit"]'), here('/edit', { title: `${long} II` })) },
  { who: 'lead', name: 'versions', reach: click('main a[href$="/versions"]') },
  { who: 'lead', name: 'a version', reach: click('tbody a') },
  { who: 'lead', name: 'note to be erased, refused', reach: then((page) => page.goBack(), (page) => page.goBack(), click('main a.danger'), here('/erase', { password: 'x' })), status: 422 },
  {
    who: 'lead', name: 'two versions of a note', status: 409,
    async reach(page) {
      await first('/handbook', '/handbook/new')(page);
      await page.goto('/handbook');
      await press(page, 'tbody th a');
      await press(page, 'main a[href$="/edit"]');
      const other = await page.context().newPage();
      await other.goto(page.url());
      await here('/edit', { text: `Fassung eins von ${new Date().toISOString()}. ${long}`, tags: 'eins' })(other);
      await other.close();
      return here('/edit', { text: `Fassung zwei. ${long}`, tags: 'zwei' })(page);
    },
  },
  { who: 'lead', name: 'notes found', reach: then(at('/handbook'), here('/search', { q: 'Telefon' }, 'button')) },
  { who: 'lead', name: 'no note found', reach: then(at('/handbook'), here('/search', { q: 'qqqqqq' }, 'button')) },
  { who: 'lead', name: 'export refused', reach: form('/handbook/export', { passphrase: 'kurz', repeat: 'x', password: 'x' }), status: 422 },
  { who: 'lead', name: 'import refused', reach: form('/handbook/import', { password: 'x' }), status: 422 },
  { who: 'lead', name: 'colleague refused', reach: form('/account/colleagues/new', { ends: '2020-01-01' }), status: 422 },
  { who: 'lead', name: 'colleague invited', reach: form('/account/colleagues/new', { name: 'Zoe Beispiel', language: 'en', role: 'counsellor' }) },
  { who: 'lead', name: 'an invited colleague', reach: then(at('/account/centre'), click('tbody tr:last-of-type th a')) },
  { who: 'lead', name: 'grant refused', reach: then(at('/account/centre'), click('main a[href^="/account/keys/"]'), here('', { password: 'x' })), status: 422 },
  { who: 'lead', name: 'centre kit refused', reach: form('/account/centre/kit', { password: 'x' }), status: 422 },
  { who: 'lead', name: 'three envelopes', reach: form('/account/centre/kit', { password }), prints: 'section.kit' },
  { who: 'lead', name: 'envelopes typed back wrongly', reach: here('/try', { 'envelope-A': 'x', 'envelope-B': 'y' }), status: 422 },
  { who: 'lead', name: 'record of the centre', reach: at('/account/centre/audit') },

  { who: 'counsellor', name: 'new case refused', reach: form('/casework/new', { alias: '', languages: 'Klingonisch' }), status: 422 },
  { who: 'counsellor', name: 'a case opened, second page', reach: form('/casework/new', { alias: 'Probe Laterne 77', languages: 'Rumänisch' }) },
  { who: 'counsellor', name: 'contact refused', reach: inCase('/entries/journal', '/entries/journal', { minutes: 'viele', text: long }), status: 422 },
  { who: 'counsellor', name: 'contact written', reach: here('/entries/journal', { minutes: '20', text: `Termin bestätigt. ${long}` }) },
  { who: 'counsellor', name: 'case to be closed, refused', reach: inCase('/close', '/close', { day: '' }), status: 422 },
  { who: 'counsellor', name: 'cases found', reach: then(at('/casework/cases'), here('/search', { q: 'Termin' }, 'button')) },
  { who: 'counsellor', name: 'no case found', reach: then(at('/casework/cases'), here('/search', { q: 'qqqqqq' }, 'button')) },
  { who: 'counsellor', name: 'request refused', reach: form('/casework/requests', { day: '', persons: 'viele' }), status: 422 },
  { who: 'counsellor', name: 'note for the next shift', reach: form('/casework/shift', { text: `Bitte zurückrufen. ${long}` }) },
  { who: 'lead', name: 'house refused', reach: form('/casework/houses', { name: '', beds: 'viele' }), status: 422 },
  { who: 'lead', name: 'house added', reach: form('/casework/houses', { name: `Haus ${long}`.slice(0, 60), beds: '3' }) },
  { who: 'lead', name: 'figures without the password', reach: then(at('/casework/figures'), here('/file', { password: 'x' }, 'button[value=csv]')), status: 422 },

  { who: 'figures', name: 'exact tables checked', reach: until('main a[href^="/figures/publications/"]') },
  { who: 'office', name: 'exact tables to be decided on', reach: then(at('/figures/publications'), click('tbody tr:first-of-type th a')) },
  { who: 'office', name: 'files of exact tables', reach: here('/decide', {}, 'button[value=publish]') },
  { who: 'figures', name: 'a snapshot that was proposed', reach: then(at('/figures'), click('main a[href^="/figures/snapshots/"]')) },
  { who: 'figures', name: 'exact tables asked for twice', reach: here('/exact', {}, 'button'), status: 409 },

  { who: 'newcomer', name: 'envelopes', reach: at('/account/centre/recover') },
  { who: 'newcomer', name: 'envelopes refused', reach: form('/account/centre/recover', { 'envelope-one': 'x', 'envelope-two': 'y', password: 'x' }), status: 422 },
];

// speak sets somebody's language.
export async function speak(desks, who, language) {
  const { page } = await desks.desk(who);
  await page.goto('/account/profile');
  await send(page, '/account/profile', { language });
}

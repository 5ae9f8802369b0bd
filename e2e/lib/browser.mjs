// The browser: Debian's Chromium, told to talk to nobody but this machine. Its
// headless shell renders the same pages with a quarter less work, so it is taken
// where it is.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const shell = '/usr/bin/chromium-headless-shell';

export const chromiumPath = process.env.VERBUND_E2E_CHROMIUM || (existsSync(shell) ? shell : '/usr/bin/chromium');

// chromiumArguments switch off what a browser does on its own account. Every
// name except this machine's own does not exist, so a page that asks a foreign
// host fails instead of reaching it.
export const chromiumArguments = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

// brief keeps the browser from compiling at length what runs once: every page
// gets the programs that look at it anew.
const brief = '--js-flags=--no-opt,--no-maglev,--single-threaded-gc';

// openBrowser starts one browser. Extra arguments are added to the usual ones.
export async function openBrowser(...extra) {
  if (!existsSync(chromiumPath)) {
    throw new Error(`there is no ${chromiumPath}: install Debian's chromium, or name another one in VERBUND_E2E_CHROMIUM`);
  }
  return chromium.launch({ executablePath: chromiumPath, args: [...chromiumArguments, brief, ...extra] });
}

// The widths at which pages are looked at. zoomed is a window of 1280 × 1024
// at 400 %, paper the printed part of A4.
export const sizes = {
  narrow: { width: 320, height: 640 },
  middle: { width: 768, height: 1024 },
  wide: { width: 1280, height: 900 },
  zoomed: { width: 320, height: 256 },
  phone: { width: 390, height: 844 },
  paper: { width: 658, height: 900 },
};

// openPage opens a page in a context of its own and notes what goes wrong on
// it: faults() are errors of the console, refused policies among them, and
// exceptions; strangers() are the addresses of requests to anybody but the site.
export async function openPage(browser, site, options = {}) {
  const context = await browser.newContext({ viewport: sizes.wide, locale: 'de-DE', baseURL: site, ...options });
  const page = await context.newPage();
  const faults = [];
  const strangers = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    // A page with an error status is reported by the browser itself.
    if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) && message.location().url === page.url()) return;
    faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== site) strangers.push(request.url());
  });
  return {
    page,
    context,
    faults: () => faults.splice(0),
    strangers: () => strangers.splice(0),
    close: () => context.close(),
  };
}

// visit opens an address, by POST if the method says so, and returns the answer.
export async function visit(page, { address, method = 'GET', form }) {
  if (method === 'GET') return page.goto(address);
  const only = (url) => url.pathname + url.search === address;
  await page.route(only, (route) => route.continue({
    method,
    headers: { ...route.request().headers(), 'content-type': 'application/x-www-form-urlencoded' },
    postData: new URLSearchParams(form).toString(),
  }), { times: 1 });
  return page.goto(address);
}

// blockScripts refuses every script, as a browser with scripts switched off
// does, but leaves the browser's own tools usable.
export async function blockScripts(page) {
  await page.route('**/*', (route) => (route.request().resourceType() === 'script' ? route.abort() : route.continue()));
}

// unfold opens everything that can be opened, so that it is looked at too.
export async function unfold(page) {
  await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
}

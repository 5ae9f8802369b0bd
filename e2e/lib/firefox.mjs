// Firefox as Debian packages it, with the preferences that Tor Browser sets at
// its level "Safest". It is driven through Marionette, which Firefox speaks by
// itself: each message is its length, a colon, and JSON.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './house.mjs';

export const firefoxPath = process.env.VERBUND_E2E_FIREFOX || '/usr/bin/firefox-esr';

// missingFirefox is why nothing can be tested in Firefox, or undefined.
export const missingFirefox = existsSync(firefoxPath) ? undefined : `there is no ${firefoxPath}: tools/setup installs it where Debian's packages can be had`;

// safest are the preferences by which a page differs at "Safest".
export const safest = {
  'javascript.enabled': false,
  'svg.disabled': true,
  'mathml.disabled': true,
  'gfx.downloadable_fonts.enabled': false,
  'gfx.font_rendering.graphite.enabled': false,
  'gfx.font_rendering.opentype_svg.enabled': false,
  'javascript.options.ion': false,
  'javascript.options.baselinejit': false,
  'javascript.options.wasm': false,
  'media.webaudio.enabled': false,
  'media.mp4.enabled': false,
  'media.ogg.enabled': false,
  'media.webm.enabled': false,
  'media.peerconnection.enabled': false,
  'webgl.disabled': true,
  'network.http.referer.XOriginPolicy': 2,
};

// withoutImages adds that pictures are not loaded either.
export const withoutImages = { ...safest, 'permissions.default.image': 2 };

// silent keep Firefox from asking anybody on its own account.
const silent = {
  'app.update.enabled': false,
  'app.normandy.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage': 'about:blank',
  'browser.startup.page': 0,
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'media.eme.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-provider.enabled': false,
  'media.gmp-widevinecdm.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
};

// reference is the name under which WebDriver refers to an element.
const reference = 'element-6066-11e4-a52e-4f735466cecf';

// answers cuts what arrives into messages.
function* answers(state) {
  for (;;) {
    const colon = state.bytes.indexOf(0x3a);
    if (colon < 0) return;
    const end = colon + 1 + Number(state.bytes.subarray(0, colon).toString());
    if (state.bytes.length < end) return;
    yield JSON.parse(state.bytes.subarray(colon + 1, end).toString());
    state.bytes = state.bytes.subarray(end);
  }
}

// connect waits until Firefox listens, and returns send(command, parameters).
async function connect(port, ended) {
  const until = Date.now() + 60_000;
  let socket;
  while (!socket) {
    const trial = net.connect(port, '127.0.0.1');
    try {
      await once(trial, 'connect');
      socket = trial;
    } catch (reason) {
      if (ended.done || Date.now() > until) throw new Error(`Firefox does not listen: ${reason.message}\n${ended.said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const waiting = new Map();
  const state = { bytes: Buffer.alloc(0) };
  let number = 0;
  socket.on('data', (bytes) => {
    state.bytes = Buffer.concat([state.bytes, bytes]);
    for (const message of answers(state)) {
      if (!Array.isArray(message)) continue; // the greeting
      const [, id, error, result] = message;
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(`${error.error}: ${error.message}`));
      else resolve(result);
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => { for (const { reject } of waiting.values()) reject(new Error('Firefox is gone')); });
  return (command, parameters = {}) => new Promise((resolve, reject) => {
    number += 1;
    waiting.set(number, { resolve, reject });
    const message = JSON.stringify([0, number, command, parameters]);
    socket.write(`${Buffer.byteLength(message)}:${message}`);
  });
}

// keeper stands where Firefox believes its way into the world: it lets nothing
// through, and notes which hosts were wanted. The makers' own hosts, which Firefox
// asks for updates whatever page is open, are no part of that.
const makers = /(^|[./])((mozilla|firefox|mozgcp)\.(com|org|net)|update\.googleapis\.com)/;
async function keeper() {
  const wanted = [];
  const server = http.createServer((request, response) => { wanted.push(request.url); response.writeHead(502).end(); });
  server.on('connect', (request, socket) => {
    wanted.push(request.url);
    socket.on('error', () => {}); // Firefox may be gone before it is told no
    socket.end('HTTP/1.1 502 no\r\n\r\n');
  });
  server.on('clientError', (reason, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, wanted, close: () => { server.closeAllConnections(); server.close(); } };
}

// openFirefox starts Firefox with preferences and returns what a visitor can do
// with it. Only this machine's own name is reached; strangers() are the foreign
// addresses that were asked for.
export async function openFirefox(preferences, size = { width: 400, height: 800 }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'verbund-firefox-'));
  const port = await freePort();
  const gate = await keeper();
  const all = {
    ...silent, ...preferences,
    'marionette.port': port,
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': gate.port,
    'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': gate.port,
    'network.proxy.no_proxies_on': 'localhost, 127.0.0.1',
  };
  writeFileSync(path.join(folder, 'user.js'), Object.entries(all).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
  const child = spawn(firefoxPath, ['--headless', '--no-remote', '--marionette', '--profile', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1', MOZ_HEADLESS_WIDTH: String(size.width), MOZ_HEADLESS_HEIGHT: String(size.height) },
  });
  const ended = { done: false, said: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { ended.said += bytes; });
  child.once('error', (reason) => { ended.said += reason; ended.done = true; });
  const gone = new Promise((resolve) => { child.once('exit', () => { ended.done = true; resolve(); }); child.once('error', resolve); });
  const orphaned = () => child.kill('SIGKILL');
  process.once('exit', orphaned);
  // quit ends Firefox as somebody does who closes its window; its profile stays.
  async function quit(send) {
    if (send) await send('Marionette:Quit', { flags: ['eAttemptQuit'] }).catch(() => {});
    else child.kill('SIGTERM');
    const slow = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(slow);
    process.off('exit', orphaned);
  }
  async function close() {
    await quit();
    gate.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    const send = await connect(port, ended);
    await send('WebDriver:NewSession', { pageLoadStrategy: 'normal' });
    await send('WebDriver:SetWindowRect', size);
    return { ...visitor(send), strangers: () => gate.wanted.filter((url) => !makers.test(url)), folder, quit: () => quit(send), close };
  } catch (reason) {
    await close();
    throw reason;
  }
}

// visitor are the things that somebody does with a browser.
function visitor(send) {
  const find = async (selector) => (await send('WebDriver:FindElement', { using: 'css selector', value: selector })).value[reference];
  const all = async (selector) => (await send('WebDriver:FindElements', { using: 'css selector', value: selector })).map((e) => e[reference]);
  const read = async (id) => (await send('WebDriver:GetElementText', { id })).value;
  return {
    open: (url) => send('WebDriver:Navigate', { url }),
    back: () => send('WebDriver:Back'),
    address: async () => (await send('WebDriver:GetCurrentURL')).value,
    title: async () => (await send('WebDriver:GetTitle')).value,
    count: async (selector) => (await all(selector)).length,
    // text is what is to be seen of an element; texts of all that fit.
    text: async (selector) => read(await find(selector)),
    texts: async (selector) => Promise.all((await all(selector)).map(read)),
    attributes: async (selector, name) => Promise.all((await all(selector)).map(async (id) => (await send('WebDriver:GetElementAttribute', { id, name })).value)),
    property: async (selector, name) => (await send('WebDriver:GetElementProperty', { id: await find(selector), name })).value,
    box: async (selector) => send('WebDriver:GetElementRect', { id: await find(selector) }),
    click: async (selector) => send('WebDriver:ElementClick', { id: await find(selector) }),
    type: async (selector, words) => send('WebDriver:ElementSendKeys', { id: await find(selector), text: words }),
    // unfold opens everything that can be opened, as a finger does.
    async unfold() {
      for (const id of await all('details:not([open]) > summary')) {
        if ((await send('WebDriver:IsElementDisplayed', { id })).value) await send('WebDriver:ElementClick', { id });
      }
    },
    async shoot(file) { writeFileSync(file, Buffer.from((await send('WebDriver:TakeScreenshot', { full: true })).value, 'base64')); },
    send,
  };
}

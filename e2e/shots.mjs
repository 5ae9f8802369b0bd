// node shots.mjs [ADDRESS…] takes pictures of the pages for the eye: narrow and
// wide, light and dark, and German ones from right to left as well. They are put
// into out/. node shots.mjs inside takes those of the pages for people who are
// signed in.

import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, openPage, sizes, visit } from './lib/browser.mjs';
import { openHouse } from './lib/house.mjs';
import { openDesks, prepare, states, walk } from './lib/inside.mjs';
import { helpPages } from './lib/languages.mjs';

const out = path.join(path.dirname(fileURLToPath(import.meta.url)), 'out');
const given = process.argv.slice(2);
const addresses = given.length > 0 ? given : [
  '/de/', '/en/', '/de/centres', '/de/centres?place=Halle', '/de/centres?place=Neuenkirchen', '/de/centres?place=Xyzzyhausen&need=housing',
  '/de/centres?land=DE-BB', '/de/centres/2', '/de/centres/2/sheet', '/en/centres/2', '/de/rights', '/de/background', '/de/about', '/de/safety',
  '/de/imprint', '/de/nothing-here', '/dev/ui',
  ...['ar', 'zh-Hans', 'ru', 'de-simple'].flatMap((lang) => helpPages(lang).map((p) => p.address)),
];

const inside = given[0] === 'inside';
if (inside || given.length === 0) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const house = await openHouse();
const browser = await openBrowser();
try {
  if (inside) await shootInside();
  else await shootPublic();
} finally {
  await browser.close();
  await house.close();
}
console.log(`The pictures are in ${out}`);

// shootInside takes each inner page narrow and wide, light and dark.
async function shootInside() {
  const desks = openDesks(browser, house);
  await prepare(desks);
  const { pages } = await walk(house, desks.cookies);
  const direct = pages.map((p) => ({ ...p, reach: (page) => page.goto(p.address) }));
  let n = 0;
  for (const { name, who, reach } of [...direct, ...states]) {
    const { page } = await desks.desk(who);
    await reach(page);
    n += 1;
    const file = `${String(n).padStart(3, '0')}-${name.replace(/[0-9a-f-]{32,36}/g, 'ID').replace(/[^\p{L}\p{N}]+/gu, '-')}`.replace(/-$/, '');
    for (const [width, size] of [['1280', sizes.wide], ['320', sizes.narrow]]) {
      await page.setViewportSize(size);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: path.join(out, `${file}.${width}.${colorScheme}.png`), fullPage: true });
      }
    }
    await page.setViewportSize(sizes.wide);
    console.log(file);
  }
}

async function shootPublic() {
  const { page } = await openPage(browser, house.url);
  for (const address of addresses) {
    const name = address.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
    const shoot = (kind) => page.screenshot({ path: path.join(out, `${name}.${kind}.png`), fullPage: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await visit(page, { address });
    for (const [width, size] of [['320', sizes.narrow], ['1280', sizes.wide]]) {
      await page.setViewportSize(size);
      for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        await shoot(`${width}.${colorScheme}`);
      }
    }
    if (/^\/(de|dev)\//.test(address)) {
      await page.evaluate(() => { document.documentElement.dir = 'rtl'; document.documentElement.lang = 'ar'; });
      await shoot('1280.rtl');
      await page.setViewportSize(sizes.narrow);
      await shoot('320.rtl');
    }
    console.log(`${address}: ${name}.*.png`);
  }
}

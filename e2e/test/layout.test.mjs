// What the eye and the finger meet: nothing wider than a narrow screen, the way
// out in sight and free at every width, targets that a shaking hand can hit.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, sizes, unfold, visit } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { everyPage } from '../lib/pages.mjs';

let house, browser, pages;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  pages = await everyPage(house.url);
});
after(async () => {
  await browser?.close();
  await house?.close();
});

// tooWide returns what reaches beyond the window, or nothing if the page does
// not scroll sideways.
function tooWide() {
  const room = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')]
    .filter((e) => {
      const { left, right, width } = e.getBoundingClientRect();
      return width > 0 && (right > room + 1 || left < -1) && !e.closest('.scroll');
    })
    .map((e) => `${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 40)}"`)
    .concat('the page scrolls sideways');
}

// coveredExit scrolls through the page and returns the places at which the way
// out is not wholly in the window, or something else lies over it.
function coveredExit() {
  const button = document.querySelector('form[action="/exit"] button');
  if (!button) return ['there is no way out'];
  const faults = [];
  const end = document.documentElement.scrollHeight - innerHeight;
  for (const part of [0, 0.1, 0.5, 1]) {
    scrollTo(0, part * end);
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const where = `at ${Math.round(part * 100)} % of the page`;
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) faults.push(`${where} it is out of the window`);
    for (const x of [left + 4, (left + right) / 2, right - 4]) {
      for (const y of [top + 4, (top + bottom) / 2, bottom - 4]) {
        const there = document.elementFromPoint(x, y);
        if (!button.contains(there)) faults.push(`${where} ${there?.tagName}.${there?.className} lies over it`);
      }
    }
  }
  scrollTo(0, 0);
  return [...new Set(faults)];
}

// smallTargets returns the links and controls that are smaller than 44 px in
// either direction. Links inside a sentence are excepted, as in WCAG 2.5.8.
function smallTargets() {
  const least = 44;
  const faults = [];
  const inSentence = (e) => {
    const block = e.closest('p, li, dd, dt, td, th, label, legend, caption, h1, h2, h3');
    if (e.tagName !== 'A' || !block) return false;
    const rest = block.cloneNode(true);
    for (const inner of rest.querySelectorAll('a, .aside')) inner.remove();
    return /\p{L}/u.test(rest.textContent);
  };
  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    const style = getComputedStyle(e);
    if (!e.checkVisibility({ visibilityProperty: true }) || style.clipPath !== 'none' || e.type === 'hidden') continue;
    if (inSentence(e)) continue;
    const boxes = [e, ...(['checkbox', 'radio'].includes(e.type) ? e.labels : [])].map((b) => b.getBoundingClientRect());
    const width = Math.max(...boxes.map((b) => b.width));
    const height = Math.max(...boxes.map((b) => b.height));
    if (width < least - 0.5 || height < least - 0.5) {
      faults.push(`${e.tagName.toLowerCase()}.${e.className} in ${e.parentElement.tagName.toLowerCase()}.${e.parentElement.className} "${(e.textContent || e.name).trim().slice(0, 40)}": ${Math.round(width)} × ${Math.round(height)}`);
    }
  }
  return faults;
}

// brokenNumbers returns the telephone numbers whose digits stand on two lines.
function brokenNumbers() {
  const faults = [];
  for (const a of document.querySelectorAll('a[href^="tel:"]')) {
    if (!a.checkVisibility()) continue;
    const walk = document.createTreeWalker(a, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      for (const m of walk.currentNode.data.matchAll(/[+(]?\d[\d\s/()–-]*\d/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, m.index);
        range.setEnd(walk.currentNode, m.index + m[0].length);
        const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
        if (lines.size > 1) faults.push(`${m[0]} stands on ${lines.size} lines`);
      }
    }
  }
  return faults;
}

test('pages fit, the way out is free, targets are large', async (t) => {
  const { page, close } = await openPage(browser, house.url);
  for (const described of pages) {
    await t.test(described.name.slice(0, 120), async () => {
      const faults = [];
      await page.setViewportSize(sizes.narrow);
      await visit(page, described);
      await unfold(page);
      for (const f of await page.evaluate(smallTargets)) faults.push(`too small: ${f}`);
      for (const f of await page.evaluate(brokenNumbers)) faults.push(`number at 320 px: ${f}`);
      for (const direction of ['ltr', 'rtl']) {
        await page.evaluate((d) => { document.documentElement.dir = d; }, direction);
        for (const f of await page.evaluate(tooWide)) faults.push(`too wide at 320 px, ${direction}: ${f}`);
        for (const [name, size] of Object.entries(sizes)) {
          await page.setViewportSize(size);
          for (const f of await page.evaluate(coveredExit)) faults.push(`way out, ${name}, ${direction}: ${f}`);
        }
        await page.setViewportSize(sizes.narrow);
      }
      assert.equal(faults.join('\n'), '');
    });
  }
  await close();
});

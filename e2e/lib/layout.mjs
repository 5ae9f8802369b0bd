// What is measured of a page's layout. Each function runs inside the page and
// returns what is wrong.

// tooWide returns what reaches beyond the window, or nothing if the page does
// not scroll sideways.
export function tooWide() {
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
export function coveredExit() {
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

// smallTargets returns the links and controls that are smaller than 44 px, or
// another least, in either direction. Links inside a sentence are excepted, as in
// WCAG 2.5.8.
export function smallTargets(least = 44) {
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

// stuckRegions returns what can be scrolled by itself but not by keys: nothing in it, and
// not it itself, takes the focus.
export function stuckRegions() {
  const takes = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  return [...document.querySelectorAll('body *')]
    .filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowX + getComputedStyle(e).overflowY) && (e.scrollWidth > e.clientWidth + 14 || e.scrollHeight > e.clientHeight + 14))
    .filter((e) => e.checkVisibility() && !e.matches(takes) && ![...e.querySelectorAll(takes)].some((f) => f.tabIndex >= 0))
    .map((e) => `${e.tagName.toLowerCase()}.${e.className} scrolls`);
}

// brokenNumbers returns the telephone numbers whose digits stand on two lines.
export function brokenNumbers() {
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

// turnedNumbers returns the telephone numbers, times and dates whose digits do
// not stand from left to right, as they are read in every language; the same of
// "e.V.", with which many names end.
export function turnedNumbers() {
  const faults = [];
  const shape = /\+?\d[\d\u00a0\u202f\s()/–:.-]*\d|e\.\s?V\./g;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (!text.parentElement.checkVisibility({ visibilityProperty: true }) || text.parentElement.closest('textarea, option, .aside')) continue;
    for (const m of text.data.matchAll(shape)) {
      const places = [...m[0]].flatMap((sign, i) => {
        if (!(m[0].startsWith('e') ? /\S/ : /[\d+]/).test(sign)) return [];
        const range = document.createRange();
        range.setStart(text, m.index + i);
        range.setEnd(text, m.index + i + 1);
        const { left, top } = range.getBoundingClientRect();
        return [{ left, top }];
      });
      const turned = places.some((p, i) => i > 0 && Math.abs(p.top - places[i - 1].top) < 4 && p.left <= places[i - 1].left);
      if (turned) faults.push(`${m[0]} is turned round in ${text.parentElement.tagName.toLowerCase()}.${text.parentElement.className}`);
    }
  }
  // Signs in a field cannot be measured; there each line has to be by itself.
  for (const field of document.querySelectorAll('textarea')) {
    if (getComputedStyle(field).unicodeBidi !== 'plaintext') faults.push(`textarea#${field.id} turns numbers round`);
  }
  return [...new Set(faults)];
}

// lostEdges returns the controls and notices that nothing sets apart when the
// visitor's own few colours take the place of ours.
export function lostEdges() {
  const faults = [];
  for (const e of document.querySelectorAll('button, .button, input, select, textarea, .notice')) {
    if (!e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const edge = ['Top', 'Bottom', 'InlineStart'].some((s) => {
      const side = s === 'InlineStart' ? (style.direction === 'rtl' ? 'Right' : 'Left') : s;
      return parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Color`] !== style.backgroundColor;
    });
    if (!edge && !['checkbox', 'radio'].includes(e.type)) faults.push(`${e.tagName.toLowerCase()}.${e.className} has no edge`);
    if (style.color === style.backgroundColor) faults.push(`${e.tagName.toLowerCase()}.${e.className} has no contrast`);
  }
  return faults;
}

// badPaper returns what is wrong with a page as it is printed: bars and buttons
// that nobody can press, words that are cut off, colours of the night. The window
// must be as wide as the printed part of the paper.
export function badPaper() {
  const faults = [...document.querySelectorAll('input:not([readonly]), select, textarea, nav, footer, .exit, .noprint, button, .button')]
    .filter((e) => e.checkVisibility()).map((e) => `${e.tagName}.${e.className} is printed`);
  if (![...document.querySelectorAll('h1, main h2')].some((h) => h.checkVisibility())) faults.push('nothing says what it is');
  const room = document.documentElement.clientWidth;
  for (const e of document.querySelectorAll('main *')) {
    if (!e.checkVisibility() || e.closest('.aside, svg')) continue;
    const { left, right, width } = e.getBoundingClientRect();
    if (width > 0 && (right > room + 1 || left < -1)) faults.push(`${e.tagName}.${e.className} "${e.textContent.trim().slice(0, 40)}" is cut off`);
  }
  if (getComputedStyle(document.body).color !== 'rgb(0, 0, 0)') faults.push(`the ink is ${getComputedStyle(document.body).color}`);
  return faults.slice(0, 8);
}

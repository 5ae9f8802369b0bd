// Working with the keys alone.

// tabTo presses Tab until what a selector names has the focus, and fails if that
// does not happen within a hundred stops.
export async function tabTo(page, selector) {
  const wanted = page.locator(selector).first();
  await wanted.waitFor({ state: 'attached' });
  for (let stops = 0; stops < 100; stops += 1) {
    if (await wanted.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by keyboard: ${selector}`);
}

// enter goes to a link or button with Tab, presses Enter, and returns the answer
// once the next page is there.
export async function enter(page, selector) {
  await tabTo(page, selector);
  const [answer] = await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  return answer;
}

// type goes to a field with Tab and types into it, in place of what is there.
export async function type(page, selector, words) {
  await tabTo(page, selector);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(words);
}

// choose goes to a list with Tab and picks by typing the first signs.
export async function choose(page, selector, wordsOf) {
  await tabTo(page, selector);
  await page.keyboard.type(wordsOf);
}

// How long somebody needs for a key, and to think before she begins something, in
// seconds: average typist (Card, Moran and Newell, The Keystroke-Level Model, 1980).
export const perKey = 0.28;
export const toThink = 1.35;

// counting counts the keys that are pressed on a page: signs that are typed and
// keys that move. spent() gives both, the time the program took, and the time
// somebody needs for as many keys and for thinking before each field.
export function counting(page) {
  const { press: pressKey, type: typeWords } = page.keyboard;
  const spent = { keys: 0, signs: 0, fields: 0 };
  const begun = Date.now();
  page.keyboard.press = (...args) => { spent.keys += 1; return pressKey.apply(page.keyboard, args); };
  page.keyboard.type = (text, ...rest) => { spent.signs += text.length; spent.fields += 1; return typeWords.call(page.keyboard, text, ...rest); };
  return () => ({ ...spent, machine: (Date.now() - begun) / 1000, person: (spent.keys + spent.signs) * perKey + spent.fields * toThink });
}

// say prints that, of something that was done.
export const say = (t, what, { keys, signs, fields, machine, person }) => t.diagnostic(`${what}: ${fields} fields, ${signs} signs and ${keys} other keys; about ${person.toFixed(0)} s for a person; ${machine.toFixed(1)} s in the test`);

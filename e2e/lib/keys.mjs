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

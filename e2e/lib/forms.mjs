// Filling in and sending forms as somebody does who runs no scripts.

// press uses a button or link that leads to another page, and returns the answer
// once that page is there.
export async function press(page, button) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator(button).first().click()]);
  return answer;
}

// fill types into fields by their names: text, the value of a choice, or true
// and false for a box. What stands in folded parts is unfolded first, and so is
// the form itself.
export async function fill(page, form, values) {
  await page.locator(form).first().evaluate((e) => { for (let d = e; d = d.parentElement?.closest('details');) d.open = true; });
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`${form} [name="${name}"]:not([type=hidden])`).first();
    const folded = page.locator(`${form} details:not([open]):has([name="${name}"]) > summary`);
    if (await folded.count() > 0) await folded.first().click();
    if (typeof value === 'boolean') await field.setChecked(value);
    else if (value instanceof Object) await field.setInputFiles(value);
    else if (await field.evaluate((e) => e.tagName) === 'SELECT') await field.selectOption(value);
    else if (await field.getAttribute('type') === 'radio') await page.locator(`${form} [name="${name}"][value="${value}"]`).check();
    else await field.fill(value);
  }
}

// send fills in the form that is sent to an address and presses its button, or
// the one that a selector names. What the browser would hold back as incomplete
// is sent all the same.
export async function send(page, action, values = {}, button = 'button[type=submit]:not([name]), button.fill') {
  const form = `main form[action="${action}"]`;
  await page.locator(form).first().evaluate((e) => { e.noValidate = true; });
  await fill(page, form, values);
  return press(page, `${form} :is(${button})`);
}

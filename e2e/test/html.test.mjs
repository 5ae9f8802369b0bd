// The pages are valid HTML.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { openHouse } from '../lib/house.mjs';
import { everyPage } from '../lib/pages.mjs';

const validator = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // The generator of the pages always writes the doctype in lower case.
    'doctype-style': ['error', { style: 'lowercase' }],
    // Scripts come from the site itself; a hash in its own page adds nothing.
    'require-sri': ['error', { target: 'crossorigin' }],
    // layout.test.mjs looks at whether a number breaks over two lines, and a
    // number that is copied should hold plain spaces.
    'tel-non-breaking': 'off',
  },
}));

let house, pages;
before(async () => {
  house = await openHouse();
  pages = await everyPage(house.url);
});
after(() => house?.close());

test('every page is valid HTML', async (t) => {
  for (const { name, address, method, form } of pages) {
    await t.test(name.slice(0, 120), async () => {
      const answer = await fetch(house.url + address, { method, body: form && new URLSearchParams(form) });
      const { results } = await validator.validateString(await answer.text(), 'page.html');
      const found = results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message} (${m.selector})`));
      assert.equal(found.join('\n'), '');
    });
  }
});

// The pages are valid HTML.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { everyPage } from '../lib/pages.mjs';
import { invalid } from '../lib/validator.mjs';

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
      assert.equal((await invalid(await answer.text())).join('\n'), '');
    });
  }
});

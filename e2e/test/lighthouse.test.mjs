// Lighthouse finds nothing to improve on the directory, its speed aside, which
// depends on the machine and is measured by `make bench`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { measure } from '../lib/lighthouse.mjs';

test('the directory has 100 points for accessibility, best practices and SEO', async () => {
  const house = await openHouse();
  try {
    const { scores, lost } = await measure(`${house.url}/de/centres`, ['accessibility', 'best-practices', 'seo']);
    assert.deepEqual({ scores, lost }, { scores: { accessibility: 100, 'best-practices': 100, seo: 100 }, lost: [] });
  } finally {
    await house.close();
  }
});

// node speed.mjs prints Lighthouse's score for the speed of the directory page.

import { openHouse } from './lib/house.mjs';
import { measure } from './lib/lighthouse.mjs';

const house = await openHouse();
try {
  const { scores, figures } = await measure(`${house.url}/de/centres`, ['performance']);
  console.log(`Lighthouse, /de/centres as a phone sees it: performance ${scores.performance} of 100`);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(26)} ${value}`);
} finally {
  await house.close();
}

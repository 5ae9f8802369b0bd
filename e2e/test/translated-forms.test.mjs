// Every page of people who are signed in to which a form leads, in English. The German
// ones come first, by the names of their files: what was right there is not looked at
// again.

import { everyInnerPage } from '../lib/every.mjs';

everyInnerPage('en', { linked: false });

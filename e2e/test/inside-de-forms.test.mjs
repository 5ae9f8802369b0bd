// Every page of people who are signed in to which a form leads, in German.

import { everyInnerPage } from '../lib/every.mjs';

everyInnerPage('de', { linked: false });

// Every page of people who are signed in to which a form leads, in English.

import { everyInnerPage } from '../lib/every.mjs';

everyInnerPage('en', { linked: false });

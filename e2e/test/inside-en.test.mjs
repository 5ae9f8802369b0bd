// Every page of people who are signed in to which a link leads, in English.

import { everyInnerPage } from '../lib/every.mjs';

everyInnerPage('en', { sent: false });

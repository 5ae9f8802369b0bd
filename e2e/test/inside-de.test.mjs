// Every page of people who are signed in to which a link leads, in German.

import { everyInnerPage } from '../lib/every.mjs';

everyInnerPage('de', { sent: false });

// Every page of people who are signed in, in German.

import { everyInnerPage } from '../lib/every.mjs';

everyInnerPage('de');

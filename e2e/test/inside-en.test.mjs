// Every page of people who are signed in, in English: what words can change.

import { everyInnerPage } from '../lib/every.mjs';

everyInnerPage('en');

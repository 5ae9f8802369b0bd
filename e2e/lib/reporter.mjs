// How the browser tests report: a line for each test, the reason of each
// failure, the figures, and how many passed, failed and were not run.

import path from 'node:path';

const reason = (error) => {
  const cause = error?.cause ?? error;
  // A list of findings is compared with nothing: the findings say it all.
  if (cause?.expected === '' && typeof cause.actual === 'string') return cause.actual;
  return cause?.stack ?? String(cause);
};

const indent = (words) => words.split('\n').map((line) => `      ${line}`).join('\n');

// counts are what the runner says of itself at the end.
const counts = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

export default async function* report(source) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for await (const { type, data } of source) {
    const parent = data?.details?.error?.failureType === 'subtestsFailed';
    if (type === 'test:pass' && data.skip !== undefined) {
      skipped += 1;
      yield `  not run ${path.basename(data.file ?? '')}: ${data.name}: ${data.skip}\n`;
    } else if (type === 'test:pass' && data.details?.type !== 'suite') {
      passed += 1;
      if (data.nesting === 0) yield `  ok      ${path.basename(data.file ?? '')}: ${data.name} (${Math.round(data.details.duration_ms / 100) / 10} s)\n`;
    } else if (type === 'test:fail') {
      failed += 1;
      yield `  FAILED  ${path.basename(data.file ?? '')}: ${data.name}\n`;
      if (!parent) yield `${indent(reason(data.details.error))}\n`;
    } else if (type === 'test:diagnostic' && data.nesting === 0 && !counts.test(data.message)) {
      yield `          ${data.message}\n`;
    } else if (type === 'test:stderr') {
      yield data.message;
    }
  }
  yield `pages: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} not run` : ''}\n`;
}

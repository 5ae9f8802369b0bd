// Whether a page is valid HTML.

import { HtmlValidate, StaticConfigLoader } from 'html-validate';

const validator = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // The generator of the pages always writes the doctype in lower case.
    'doctype-style': ['error', { style: 'lowercase' }],
    // Scripts come from the site itself; a hash in its own page adds nothing.
    'require-sri': ['error', { target: 'crossorigin' }],
    // A group of boxes to tick is one field with several values.
    'form-dup-name': ['error', { shared: ['radio', 'button', 'reset', 'submit', 'checkbox'] }],
    // What opens an archive is no password of this site, and a browser should not
    // keep or propose one.
    'autocomplete-password': 'off',
    // layout.test.mjs looks at whether a number breaks over two lines, and a
    // number that is copied should hold plain spaces.
    'tel-non-breaking': 'off',
  },
}));

// invalid returns what is wrong with the source of a page.
export async function invalid(source) {
  const { results } = await validator.validateString(source, 'page.html');
  return results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message} (${m.selector})`));
}

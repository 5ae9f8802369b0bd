// The languages of the public pages, and the pages that are looked at in each.

// languages are the codes, with the name and the script each is to have in its
// own link.
export const languages = {
  de: { self: 'Deutsch', script: /^[\p{Script=Latin} ]+$/u },
  'de-simple': { self: 'Leichte Sprache', script: /^[\p{Script=Latin} ]+$/u },
  en: { self: 'English', script: /^[\p{Script=Latin} ]+$/u },
  fr: { self: 'Français', script: /^[\p{Script=Latin} ]+$/u },
  ro: { self: 'Română', script: /^[\p{Script=Latin} ]+$/u },
  bg: { self: 'Български', script: /^[\p{Script=Cyrillic} ]+$/u },
  hu: { self: 'Magyar', script: /^[\p{Script=Latin} ]+$/u },
  ar: { self: 'العربية', script: /^[\p{Script=Arabic} ]+$/u },
  ru: { self: 'Русский', script: /^[\p{Script=Cyrillic} ]+$/u },
  uk: { self: 'Українська', script: /^[\p{Script=Cyrillic} ]+$/u },
  es: { self: 'Español', script: /^[\p{Script=Latin} ]+$/u },
  'zh-Hans': { self: '简体中文', script: /^\p{Script=Han}+$/u },
  vi: { self: 'Tiếng Việt', script: /^[\p{Script=Latin}\p{M} ]+$/u },
};

export const direction = (lang) => (lang === 'ar' ? 'rtl' : 'ltr');

// helpPages are the pages that somebody meets on the way to help; entry is the
// number of the entry to look at.
export const helpPages = (lang, entry = 2) => [
  { name: 'home', address: `/${lang}/` },
  { name: 'search', address: `/${lang}/centres` },
  { name: 'results', address: `/${lang}/centres?place=60311&need=housing` },
  { name: 'unknown place', address: `/${lang}/centres?place=Xyzzyhausen` },
  { name: 'entry', address: `/${lang}/centres/${entry}` },
  { name: 'safety', address: `/${lang}/safety` },
  { name: 'not found', address: `/${lang}/nothing-here`, status: 404 },
  { name: 'flyer', address: `/${lang}/centres/flyer` },
];

// The pages of the site: all that can be reached by links, and those that one
// only reaches by asking for something or by a mistake.

// asked are pages that no link leads to, for each language.
const asked = (lang) => [
  { name: 'search by place', address: `/${lang}/centres?place=22145` },
  { name: 'search with every filter', address: `/${lang}/centres?place=Berlin&need=housing&language=en&group=women&access=phone&land=DE-BE&open=1&accessible=1&q=Frauen` },
  { name: 'search for an unknown place', address: `/${lang}/centres?place=Xyzzyhausen&need=housing` },
  { name: 'search for an ambiguous place', address: `/${lang}/centres?place=Neuenkirchen` },
  { name: 'search without a match', address: `/${lang}/centres?q=qqqqq` },
  { name: 'search in a Land without a centre', address: `/${lang}/centres?land=DE-BB` },
  { name: 'search with words nobody knows', address: `/${lang}/centres?need=%00nonsense&language=zz&land=DE-XX&page=-1&per_page=many` },
  { name: 'search by POST', address: `/${lang}/centres`, method: 'POST', form: { place: 'Halle', need: 'housing' } },
  { name: 'page that does not exist', address: `/${lang}/nothing-here`, status: 404 },
  { name: 'entry that does not exist', address: `/${lang}/centres/99999`, status: 404 },
  { name: 'method that is not taken', address: `/${lang}/about`, method: 'POST', form: {}, status: 405 },
  { name: 'address that is too long', address: `/${lang}/centres?q=${'x'.repeat(20_000)}`, status: 413 },
];

const links = (html) => [...html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)]
  .map((m) => m[1].replaceAll('&amp;', '&').replaceAll('&#43;', '+'));

// shape is what addresses of the same page have in common: numbers and values
// are left out.
const shape = ({ pathname, searchParams }) => `${pathname.replace(/\/\d+(?=\/|$)/g, '/N')}?${[...searchParams.keys()].sort()}`;

// kind is the shape of a page that is looked at by itself. Whatever decisions are
// narrowed to, it is the same list.
const kind = ({ shape }) => shape.replace(/(?<=\/caselaw\?)(?!q$).+/, 'narrowed');

// crawl follows every link within the site from the home pages on. It returns
// the pages, and broken: the links that lead to no good answer. Of addresses
// with a query only the first four of a shape are followed, and of the decisions only
// those with one word of it, since filters combine without end.
export async function crawl(site) {
  const waiting = [{ address: '/de/' }, { address: '/en/' }];
  const seen = new Set(waiting.map((w) => w.address));
  const shapes = new Map();
  const pages = [];
  const files = [];
  const broken = [];
  while (waiting.length > 0) {
    const answers = await Promise.all(waiting.splice(0, 8).map(async (w) => {
      const response = await fetch(site + w.address);
      return { ...w, response, body: await response.text() };
    }));
    for (const { address, from, response, body } of answers) {
      if (response.status !== 200) broken.push(`${address} answers ${response.status}, linked from ${from}`);
      const saved = response.headers.get('content-disposition')?.startsWith('attachment');
      if (saved || !response.headers.get('content-type').startsWith('text/html')) {
        files.push(address);
        continue;
      }
      pages.push({ name: address, address, size: body.length, shape: shape(new URL(address, site)) });
      for (const link of links(body)) {
        const url = new URL(link, site + address);
        const next = url.pathname + url.search;
        if (url.origin !== site || seen.has(next)) continue;
        seen.add(next);
        const form = shape(url);
        shapes.set(form, (shapes.get(form) ?? 0) + 1);
        if (url.search && shapes.get(form) > 4) continue;
        if (url.searchParams.size > 1 && url.pathname.includes('/caselaw')) continue;
        waiting.push({ address: next, from: address });
      }
    }
  }
  return { pages, files, broken };
}

// everyPage returns the pages to be looked at one by one, in German and then in English:
// of each shape the shortest and the longest page, and all those that are asked
// for. languages.test.mjs looks at the other languages.
export async function everyPage(site) {
  const { pages } = await crawl(site);
  const chosen = new Map();
  for (const page of pages.filter((p) => /^\/(de|en)\//.test(p.address)).sort((a, b) => a.size - b.size)) {
    const { first } = chosen.get(kind(page)) ?? { first: page };
    chosen.set(kind(page), { first, last: page });
  }
  const picked = [...chosen.values()].flatMap(({ first, last }) => (first === last ? [first] : [first, last]));
  const of = (lang) => [...picked.filter((p) => p.address.startsWith(`/${lang}/`)), ...asked(lang)];
  return [...of('de'), ...of('en'), { name: 'all components', address: '/dev/ui' }];
}

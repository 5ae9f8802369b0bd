// What axe sees of a page but the words.

// skeleton returns the elements of a page with their attributes, and whether there are
// words in them, but not which. It runs inside the page. Of attributes that hold words,
// addresses or what somebody typed it says whether they are empty; ids of records are
// all alike.
export function skeleton() {
  const wordy = new Set(['action', 'alt', 'aria-description', 'aria-label', 'content', 'd', 'data-draft-failed', 'data-label', 'data-title', 'datetime', 'height', 'href', 'placeholder', 'points', 'src', 'srcset', 'summary', 'title', 'transform', 'value', 'width', 'x', 'y', 'cx', 'cy', 'r', 'x1', 'x2', 'y1', 'y2', 'viewBox', 'hreflang', 'label', 'pattern', 'min', 'max', 'download']);
  const fold = (s) => s.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,64}/g, 'ID');
  // A field of a form may bear the name of what we ask the form for.
  const ask = (type, name) => { const { get } = Object.getOwnPropertyDescriptor(type.prototype, name); return (e) => get.call(e); };
  const [attributesOf, childrenOf, nodesOf] = [ask(Element, 'attributes'), ask(Element, 'children'), ask(Node, 'childNodes')];
  const lines = [];
  const walk = (e, depth) => {
    const style = getComputedStyle(e);
    const attributes = [...attributesOf(e)].map(({ name, value }) => {
      // Which language the page says it is in, is looked at on every page.
      if (name === 'lang' && e === document.documentElement) return 'lang';
      // In lists of languages and of choices another one is chosen.
      if (name === 'aria-current' || name === 'selected') return '';
      return wordy.has(name) ? `${name}${value.trim() === '' ? '=' : ''}` : `${name}=${fold(value)}`;
    }).filter((a) => a !== '').sort();
    const said = [...nodesOf(e)].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim() !== '');
    const hidden = style.display === 'none' || style.visibility === 'hidden';
    lines.push(`${depth} ${e.localName} ${attributes.join(' ')}${said ? ' …' : ''}${hidden ? ' hidden' : ''} ${style.direction}`);
    for (const child of childrenOf(e)) walk(child, depth + 1);
  };
  walk(document.documentElement, 0);
  return lines.join('\n');
}

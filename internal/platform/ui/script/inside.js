// For pages inside, where scripts run; without them the pages work all the same.
// Nothing is ever kept in the browser. docs/developer.md says what pages can ask for.
(() => {
  const one = (what, within = document) => within.querySelector(what);
  const each = (what, act) => document.querySelectorAll(what).forEach(act);
  const veil = one('#veil');
  const locking = one('form[data-lock]');
  const idle = locking ? locking.dataset.idle * 60000 : Infinity;
  const others = window.BroadcastChannel && new BroadcastChannel('inside'); // tabs of this site
  const tell = (what) => others && others.postMessage(what);
  let active = Date.now(), gone = false;

  // A form is sent as a draft three seconds after the last change, and whenever
  // the page goes out of sight.
  const drafts = [], unkept = [];
  each('form[data-draft]', (form) => {
    const state = one('[data-draft-state]', form) || one('[data-draft-state]');
    const say = (words) => { if (state) state.textContent = words; };
    let changed = form.hasAttribute('data-draft-changed');
    let timer, sending, stop, failed;
    const later = (ms) => { clearTimeout(timer); timer = setTimeout(() => save(), ms); };

    function save(now) { // the page is going, or there is time to send one after the other
      clearTimeout(timer);
      if (sending && changed && !now) later(1000);
      if (sending && !now || !changed) return sending;
      changed = false;
      if (stop) stop.abort(); // an older one must not arrive after this
      stop = new AbortController();
      const sent = send(stop.signal).finally(() => { if (sending === sent) sending = null; });
      return sending = sent;
    }

    async function send(signal) {
      const fields = new URLSearchParams({ draft: form.dataset.draftKey || '' });
      for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && form.elements[name].type !== 'password') fields.append(name, value);
      }
      try {
        const keepalive = String(fields).length < 60000; // more of it browsers refuse
        const answer = await fetch(form.dataset.draft, { method: 'POST', body: fields, redirect: 'error', keepalive, signal });
        if (!answer.ok) throw answer.status;
        const plain = (answer.headers.get('Content-Type') || '').startsWith('text/plain');
        say(plain ? await answer.text() : '');
        failed = false;
      } catch (failure) {
        if (signal.aborted) return;
        changed = failed = true;
        say(state && state.dataset.draftFailed);
        later(30000);
      }
    }

    form.addEventListener('input', () => { changed = true; later(3000); });
    form.addEventListener('submit', (event) => { // what is sent needs no draft
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      changed = failed = false;
      if (stop) stop.abort();
    });
    drafts.push(save);
    unkept.push(() => failed);
    if (changed) later(3000);
  });
  const saveAll = (now) => Promise.all(drafts.map((save) => save(now)));

  // Asked before leaving where something would be lost: a draft that could not be
  // kept, or a text in a form that has none.
  const texts = new Set();
  document.addEventListener('input', ({ target }) => {
    if (target.matches('form[method=post]:not([data-draft]) textarea')) texts.add(target.form);
  });
  document.addEventListener('submit', (event) => { // it may end the session: drafts first
    if (event.defaultPrevented) return;
    texts.delete(event.target);
    saveAll(true);
  });
  addEventListener('beforeunload', (event) => {
    if (!gone && (texts.size || unkept.some((is) => is()))) event.preventDefault();
  });

  // The veil: a plain page in place of this one, in all tabs.
  let veiled = 0, title, focus;
  function hide(on) {
    if (!veil || on === veiled > 0) return;
    veiled = on ? Date.now() : 0;
    if (on) [title, focus] = [document.title, document.activeElement];
    veil.hidden = !on;
    document.documentElement.toggleAttribute('data-veiled', on);
    document.title = on ? veil.dataset.title : title;
    if (on) saveAll();
    (on ? one('button', veil) : focus || document.body).focus();
  }
  function hideAll(on) {
    hide(on);
    tell(on ? 'veil' : 'unveil');
  }
  each('[data-veil]', (button) => {
    button.hidden = false;
    button.addEventListener('click', () => hideAll(true));
  });
  if (veil) one('button', veil).addEventListener('click', () => hideAll(false));

  // The lock: the session ends, and this address asks to sign in.
  const here = () => {
    const next = locking.elements.next;
    if (next.value === location.pathname) next.value += location.search;
    return next.value;
  };
  async function lock() {
    if (!locking || gone) return;
    gone = true;
    hide(true);
    tell('lock');
    here();
    await Promise.race([saveAll(), new Promise((done) => setTimeout(done, 3000))]);
    locking.submit();
  }
  function look() {
    const now = Date.now();
    if (veiled ? now - veiled > veil.dataset.seconds * 1000 : !document.hidden && now - active > idle) lock();
  }
  if (locking) setInterval(look, 5000);

  function touch() {
    if (Date.now() - active > 5000) tell('active');
    active = Date.now();
  }
  for (const what of ['pointerdown', 'wheel', 'input']) addEventListener(what, touch, { passive: true });
  if (others) {
    others.onmessage = ({ data }) => {
      if (data === 'active') active = Date.now();
      if (data === 'veil' || data === 'unveil') hide(data === 'veil');
      if (data === 'lock') lock();
    };
  }
  addEventListener('pagehide', () => saveAll(true));
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      saveAll(true);
    } else if (locking && !veiled && Date.now() - active > idle) {
      gone = true; // nobody saw this tab for long: the server knows whether she is still signed in
      hide(true);
      location.replace(here());
    } else {
      look();
    }
  });

  // Keys: Escape twice is the veil, others lead to what they name.
  let escaped = 0;
  document.addEventListener('keydown', (event) => {
    touch();
    if (event.key === 'Escape' && !event.repeat) {
      const twice = Date.now() - escaped < 800;
      escaped = twice ? 0 : Date.now();
      if (twice) hideAll(!veiled);
      return;
    }
    if (veiled || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    if (document.body.dataset.keys === 'off' || event.target.closest('input, textarea, select, [contenteditable]')) return;
    const to = one(`[data-key="${CSS.escape(event.key)}"]`);
    if (!to) return;
    event.preventDefault();
    if (to.matches('a, button, summary')) to.click();
    else to.focus();
    if (to.parentNode.open) one('input:not([type=hidden]), select, textarea', to.parentNode)?.focus();
  });

  // Asked once more, where a page has no question of its own.
  document.addEventListener('submit', (event) => {
    const words = (event.submitter && event.submitter.dataset.confirm) || event.target.dataset.confirm;
    if (words && !confirm(words)) event.preventDefault();
  }, true);

  // A button beside every field that is there to be copied.
  each('[data-copy]', (field) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'plain';
    button.textContent = field.dataset.copy;
    button.addEventListener('click', () => {
      field.select();
      navigator.clipboard?.writeText(field.value).then(() => { button.textContent = field.dataset.copied; }, () => {});
    });
    field.after(button);
  });
})();

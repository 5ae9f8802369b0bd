// The people of the demonstration, and how they sign in without a browser.

// people reads from what the demonstration printed who has an account:
// { sign-in: { password, role, name } }.
export function people(house) {
  const all = {};
  for (const line of house.said().split('\n')) {
    const [address, signIn, password, role, ...name] = line.split(/ {2,}/);
    if (address.endsWith('/account/sign-in')) all[signIn] = { password, role, name: name.join(' ') };
  }
  return all;
}

// opener returns cookies(signIn), which signs somebody in by the form, as a
// browser without scripts would, and gives the cookies for a context of
// Playwright. Everybody signs in once: a password takes its time.
export function opener(house) {
  const sessions = new Map();
  return (signIn) => {
    if (!sessions.has(signIn)) sessions.set(signIn, enter(house, signIn));
    return sessions.get(signIn);
  };
}

async function enter(house, signIn) {
  const answer = await fetch(`${house.url}/account/sign-in`, {
    method: 'POST', redirect: 'manual', body: new URLSearchParams({ name: signIn, password: people(house)[signIn].password }),
  });
  const [name, value] = answer.headers.get('set-cookie')?.split(';')[0].split('=') ?? [];
  if (answer.status !== 303 || !value) throw new Error(`${signIn} could not sign in: ${answer.status}`);
  return [{ name, value, url: house.url }];
}

// header is how cookies travel with fetch.
export const header = (cookies) => ({ cookie: cookies.map((c) => `${c.name}=${c.value}`).join('; ') });

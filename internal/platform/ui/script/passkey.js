// Passkeys where scripts run: a form that was hidden appears, asks the browser
// for a passkey, and sends what it answers. Bytes travel as base64url.
function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function listed(all) {
  return (all || []).map((one) => ({ ...one, id: bytes(one.id) }));
}

async function ask(form) {
  const answer = await fetch(form.dataset.begin, { method: 'POST', credentials: 'same-origin' });
  if (!answer.ok) throw new Error(String(answer.status));
  const wanted = (await answer.json()).publicKey;
  wanted.challenge = bytes(wanted.challenge);
  if (form.dataset.passkey === 'get') {
    wanted.allowCredentials = listed(wanted.allowCredentials);
    return navigator.credentials.get({ publicKey: wanted });
  }
  wanted.user.id = bytes(wanted.user.id);
  wanted.excludeCredentials = listed(wanted.excludeCredentials);
  return navigator.credentials.create({ publicKey: wanted });
}

function written(credential) {
  const response = {};
  for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response });
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential || !navigator.credentials) continue;
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const failed = form.querySelector('[data-failed]');
    failed.hidden = true;
    try {
      form.elements.credential.value = written(await ask(form));
      form.submit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
  });
}

// A mail server on this machine that keeps what it takes, so that tests read the mails
// that really leave the program.

import { once } from 'node:events';
import net from 'node:net';

// unfold takes back what a mail does to the lines of its text (RFC 2045, 6.7).
function unfold(text) {
  const bytes = text.replaceAll('=\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function parse(raw) {
  const at = raw.indexOf('\n\n');
  const head = {};
  for (const line of raw.slice(0, at).replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = line.match(/^([^:]+):\s*(.*)$/) ?? [];
    if (name) head[name.toLowerCase()] = value;
  }
  const text = raw.slice(at + 2);
  return { head, text: /quoted-printable/i.test(head['content-transfer-encoding'] ?? '') ? unfold(text) : Buffer.from(text, 'latin1').toString('utf8') };
}

// openSink starts the server. mails() are those that it has taken, the oldest first,
// each with its head by names in lower case, its text, and to whom it went.
export async function openSink() {
  const taken = [];
  const server = net.createServer((socket) => {
    let waiting = '', data = null, to = '';
    const say = (line) => socket.write(`${line}\r\n`);
    socket.on('error', () => {});
    socket.setEncoding('latin1');
    say('220 sink');
    socket.on('data', (bytes) => {
      waiting += bytes;
      for (let end; (end = waiting.indexOf('\r\n')) >= 0;) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        if (data !== null) {
          if (line !== '.') {
            data += `${line.replace(/^\./, '')}\n`;
            continue;
          }
          taken.push({ to, ...parse(data) });
          data = null;
          say('250 taken');
        } else if (/^EHLO/i.test(line)) say('250-sink\r\n250 8BITMIME');
        else if (/^RCPT/i.test(line)) { to = line.match(/<(.*)>/)?.[1]; say('250 fine'); } else if (/^DATA/i.test(line)) { data = ''; say('354 go on'); } else if (/^QUIT/i.test(line)) { say('221 bye'); socket.end(); } else say('250 fine');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${server.address().port}`,
    mails: () => [...taken],
    // reached waits until so many mails are there, and returns the last.
    async reached(n) {
      const until = Date.now() + 90_000;
      while (taken.length < n) {
        if (Date.now() > until) throw new Error(`${taken.length} mails came, not ${n}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return taken[n - 1];
    },
    close() { server.close(); },
  };
}

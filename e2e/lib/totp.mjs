// The codes of an app on a telephone (RFC 6238: SHA-1, six digits, 30 seconds).

import { createHmac } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// secretBytes reads base32 as it is shown: in groups, without padding.
function secretBytes(shown) {
  let bits = '';
  for (const letter of shown.replace(/\s/g, '').toUpperCase()) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)));
}

// codeAt is the code some steps after now; the program takes one step too many or
// too few.
export function codeAt(secret, steps = 0, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + steps));
  const mac = createHmac('sha1', secretBytes(secret)).update(counter).digest();
  const from = mac.at(-1) & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

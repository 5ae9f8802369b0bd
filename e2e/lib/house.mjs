// The house under test: the program itself as a demonstration on a free port,
// with its data in a temporary folder, and beside it a stand-in for the
// harmless site to which the way out leads, so that nothing leaves the machine.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

// program returns the path of the program: the one that VERBUND_E2E_PROGRAM
// names, or one built from the sources as they are.
function program(folder) {
  const given = process.env.VERBUND_E2E_PROGRAM;
  if (given) return path.resolve(root, given);
  const file = path.join(folder, 'verbund');
  const built = spawnSync('go', ['build', '-o', file, './cmd/verbund'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`go build failed:\n${built.stderr || built.error}`);
  return file;
}

// freePort is a port that nobody listens on now.
export async function freePort() {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// harmless starts the stand-in. Its answers can be held back with hold(), which
// returns the function that lets them go.
async function harmless() {
  let gate = Promise.resolve();
  const server = http.createServer(async (request, response) => {
    await gate;
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end('<!doctype html><html lang="de"><title>Wetter</title><link rel="icon" href="data:,"><p>Heiter</p>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    hold() {
      let release;
      gate = new Promise((resolve) => { release = resolve; });
      return release;
    },
    close() { server.closeAllConnections(); server.close(); },
  };
}

// begin starts the program with words and returns once it is ready. It fails
// with what the program printed if that takes longer than 30 seconds. said() is
// what it has printed so far; again() stops it and starts it anew, which also does at
// once what it does every hour; close() ends it.
async function begin(file, folder, port, words) {
  let said = '', child, ended;
  const orphaned = () => child.kill('SIGTERM');
  process.once('exit', orphaned);
  const start = () => {
    child = spawn(file, [...words, '--addr', `127.0.0.1:${port}`, '--data', path.join(folder, 'data'), '--rate', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (bytes) => { said += bytes; });
    child.stderr.on('data', (bytes) => { said += bytes; });
    ended = new Promise((resolve) => { child.once('exit', resolve); child.once('error', (err) => { said += err; resolve(); }); });
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const slow = setTimeout(() => child.kill('SIGKILL'), 25_000);
    await ended;
    clearTimeout(slow);
  };
  const ready = async () => {
    const until = Date.now() + 30_000;
    while (child.exitCode === null && Date.now() < until) {
      try {
        if ((await fetch(`${house.url}/readyz`)).ok) return;
      } catch { /* not listening yet */ }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await house.close();
    throw new Error(`the program did not become ready:\n${said}`);
  };
  const house = {
    url: `http://localhost:${port}`,
    said: () => said,
    async again() {
      await stop();
      start();
      await ready();
    },
    // run lets the program do something with the same data, and returns what it
    // printed.
    run(...more) { return runs(file, folder, ...more); },
    async close() {
      await stop();
      process.off('exit', orphaned);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  start();
  await ready();
  return house;
}

function runs(file, folder, ...words) {
  const done = spawnSync(file, [...words, '--data', path.join(folder, 'data')], { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${words.join(' ')} failed:\n${done.stderr || done.error}`);
  return done.stdout;
}

// openHouse starts the demonstration, with its own harmless site.
export async function openHouse() {
  const folder = mkdtempSync(path.join(tmpdir(), 'verbund-e2e-'));
  const elsewhere = await harmless();
  const demo = await begin(program(folder), folder, await freePort(), ['demo', '--exit-to', elsewhere.url]);
  return {
    ...demo,
    elsewhere,
    // enrich adds an invented entry that says everything an entry can say, and
    // returns its number once the pages know of it.
    async enrich() {
      demo.run('import', 'directory', path.join(root, 'e2e/data/centre.csv'));
      const until = Date.now() + 30_000;
      while ((await fetch(`${demo.url}/de/centres/43`)).status !== 200) {
        if (Date.now() > until) throw new Error('the pages do not show what was imported');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return 43;
    },
    async close() {
      await demo.close();
      elsewhere.close();
    },
  };
}

// openNetwork founds a network of its own and serves it: with second factors,
// and with nobody in it but the administrator who is invited by invitation, the
// path of her link. More words are settings of serving.
export async function openNetwork(...more) {
  const folder = mkdtempSync(path.join(tmpdir(), 'verbund-e2e-'));
  const file = program(folder);
  const port = await freePort();
  const said = runs(file, folder, 'init', '--network-name', 'Netzwerk Probe', '--url', `http://localhost:${port}`,
    '--admin-name', 'Mira Sommer', '--admin-email', 'mira@verbund.example');
  const invitation = said.match(/\/account\/invitation\/\S+/)?.[0].replace(/[.,]$/, '');
  if (!invitation) throw new Error(`init printed no invitation:\n${said}`);
  return { ...await begin(file, folder, port, ['serve', '--url', `http://localhost:${port}`, ...more]), invitation };
}

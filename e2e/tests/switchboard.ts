// What every story begins with: a Switchboard of its own, on a database of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { EditorPage } from '../pages/editor';
import { FlowsPage } from '../pages/flows';

export { expect };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BINARY = process.env.SWITCHBOARD_BIN ?? join(ROOT, 'target/release/switchboard');

/// A program that tells on its first line where it listens.
export class Server {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  static start(command: string, args: string[]): Promise<Server> {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, RUST_LOG: 'warn' } });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', code => reject(new Error(`${command} ended with ${code}`)));
      createInterface({ input: child.stdout! }).once('line', line => {
        const address = line.match(/listening on (\S+)/)?.[1];
        if (address) resolve(new Server(child, address));
        else reject(new Error(`${command} said: ${line}`));
      });
    });
  }

  /// Ends it as a power cut would.
  kill() {
    this.child.kill('SIGKILL');
  }

  stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve();
    const gone = new Promise<void>(done => this.child.once('exit', () => done()));
    this.child.kill('SIGTERM');
    return gone;
  }
}

/// The relay server in the manner of the public samples; its address.
export async function startRelay(): Promise<{ server: Server; url: string }> {
  const server = await Server.start('node', [join(ROOT, 'e2e/relay-servers/relay.mjs')]);
  return { server, url: `ws://127.0.0.1:${server.address}/relay` };
}

interface Fixtures {
  switchboard: Server;
  flows: FlowsPage;
  editor: EditorPage;
  /// Fails the test when the page logs an error or panics.
  calm: void;
}

export const test = base.extend<Fixtures>({
  switchboard: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'switchboard-e2e-'));
    const args = ['serve', '--listen', '127.0.0.1:0', '--database', join(folder, 'test.db')];
    const server = await Server.start(BINARY, args);
    await use(server);
    await server.stop();
    await rm(folder, { recursive: true });
  },
  baseURL: async ({ switchboard }, use) => use(switchboard.address),
  flows: async ({ page }, use) => use(new FlowsPage(page)),
  editor: async ({ page }, use) => use(new EditorPage(page)),
  calm: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', error => errors.push(error.message));
      page.on('console', message => {
        // The browser itself reports every answer that is no success.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text());
      });
      await use();
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

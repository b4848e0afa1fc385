// The browser and the server that measurements run with.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { launchOptions } from '../chromium.mjs';

// A browser is calm when it has used less than a fiftieth of a core, and that a few times running.
const STEP_MS = 100;
const IDLE_SECONDS = 0.002;
const CALM = 3;

/// Chromium as the tests use it.
export function launch() {
  return chromium.launch(launchOptions);
}

/// Waits until the browser has done with its own start: for half a second and more after it is
/// there, it loads pages of its own, such as that of the address bar, on every core it finds.
export async function settled(browser) {
  const session = await browser.newBrowserCDPSession();
  const used = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, process) => sum + process.cpuTime, 0);
  };
  for (let before = await used(), calm = 0; calm < CALM; ) {
    await new Promise(done => setTimeout(done, STEP_MS));
    const now = await used();
    calm = now - before < IDLE_SECONDS ? calm + 1 : 0;
    before = now;
  }
  await session.detach();
}

/// Starts the release binary on any free port and waits for the line that names it.
export function serve(database) {
  const binary = process.env.SWITCHBOARD_BIN ?? new URL('../../target/release/switchboard', import.meta.url).pathname;
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--database', database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`${binary} ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', line => {
      const url = line.match(/listening on (http:\S+)/)?.[1];
      if (url) resolve({ url, stop: () => child.kill('SIGTERM') });
    });
  });
}

/// Opens a page, and gives the milliseconds until two frames after `selector` was first seen on it.
/// It is looked for in each frame: Playwright's own waiting pauses for up to half a second.
export async function open(page, url, selector) {
  const began = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  const isSeen = it => document.querySelector(it)?.checkVisibility({ visibilityProperty: true });
  await page.waitForFunction(isSeen, selector, { polling: 'raf', timeout: 60_000 });
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  return Math.round(performance.now() - began);
}

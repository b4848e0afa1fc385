// How long the call panel takes: the demo flow from a fresh page to a usable editor, and from a
// key pressed to the next line of the transcript, in headless Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, serve } from './browser.mjs';

const ROUNDS = 10;
const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
const server = await serve(join(folder, 'bench.db'));
const browser = await launch();
try {
  const { flows } = await (await fetch(`${server.url}/v2/Flows`)).json();
  const address = `${server.url}/flows/${flows[0].sid}`;
  const loads = [];
  const keys = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A context of its own: nothing is in the cache.
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    const began = performance.now();
    await page.goto(address);
    await page.waitForSelector('.card');
    loads.push(performance.now() - began);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByRole('button', { name: 'Start call' }).click();
    await page.getByRole('log').getByText('Press 1 or say').waitFor();
    keys.push(await page.evaluate(() => {
      const log = document.querySelector('[role=log]');
      const keypad = document.querySelector('.keypad');
      const answered = new Promise(done => new MutationObserver((_, observer) => {
        if (!log.textContent.includes('Goodbye')) return;
        observer.disconnect();
        requestAnimationFrame(() => done(performance.now()));
      }).observe(log, { subtree: true, childList: true, characterData: true }));
      const pressed = performance.now();
      keypad.dispatchEvent(new KeyboardEvent('keydown', { key: '2', bubbles: true, cancelable: true }));
      return answered.then(at => at - pressed);
    }));
    await context.close();
  }
  console.log(JSON.stringify({ label: 'panel', load_ms: summary(loads), key_to_line_ms: summary(keys) }));
} finally {
  await browser.close();
  server.stop();
  await rm(folder, { recursive: true });
}

function summary(times) {
  times.sort((a, b) => a - b);
  const round = time => +time.toFixed(1);
  return { min: round(times[0]), median: round(times[Math.floor(times.length / 2)]), max: round(times.at(-1)) };
}

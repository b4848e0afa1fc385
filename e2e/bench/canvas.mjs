// Measures the editor in headless Chromium: load to first cards, then frame times while panning,
// zooming and dragging one card. Starts the built binary itself, on a database of its own.
//
//   node bench/canvas.mjs [WIDGETS …]          default: 1000
//   node bench/canvas.mjs --url URL SELECTOR   any other page, for a ratio in the same run
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, open, serve, settled } from './browser.mjs';
import { createFlow } from './flow.mjs';

const arguments_ = process.argv.slice(2);
if (arguments_[0] === '--url') {
  const [, url, selector] = arguments_;
  await report(url, url, selector);
} else {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
  const server = await serve(join(folder, 'bench.db'));
  try {
    for (const widgets of arguments_.length ? arguments_.map(Number) : [1000]) {
      const url = await createFlow(server.url, widgets);
      await report(`Switchboard, ${widgets} widgets`, url, '.card');
    }
  } finally {
    server.stop();
    await rm(folder, { recursive: true });
  }
}

async function report(label, url, selector) {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await settled(browser);
  const loadMs = await open(page, url, selector);
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.mouse.move(650, 450);
  const pan = await frames(page, async () => {
    for (let i = 0; i < 90; i++) {
      await page.mouse.wheel(12, 18);
      await page.waitForTimeout(12);
    }
  });
  await page.keyboard.down('Control');
  const zoom = await frames(page, async () => {
    for (let i = 0; i < 60; i++) {
      await page.mouse.wheel(0, i < 30 ? 40 : -40);
      await page.waitForTimeout(12);
    }
  });
  await page.keyboard.up('Control');
  // From where the page opens, with cards that can be read.
  await page.reload();
  await page.waitForSelector(selector, { timeout: 60_000 });
  const drag = await dragOne(page, selector);
  const tidy = selector === '.card' ? await layOut(page) : undefined;
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  console.log(JSON.stringify({ label, load_ms: loadMs, elements, pan, zoom, drag, tidy_ms: tidy, heap_mb: +(heap / 1e6).toFixed(1) }));
  await browser.close();
}

async function dragOne(page, selector) {
  const boxes = await page.$$eval(selector, cards =>
    cards
      .map(card => card.getBoundingClientRect())
      .map(({ x, y, width, height }) => ({ x, y, width, height }))
      .filter(box => box.x > 260 && box.y > 120 && box.x + box.width < 1000 && box.y + box.height < 800),
  );
  if (!boxes.length) return null;
  const { x, y, width } = boxes[Math.floor(boxes.length / 2)];
  await page.mouse.move(x + width / 2, y + 14);
  await page.mouse.down();
  const times = await frames(page, async () => {
    for (let i = 0; i < 90; i++) {
      await page.mouse.move(x + width / 2 + i * 2, y + 14 + i * 1.5);
      await page.waitForTimeout(8);
    }
  });
  await page.mouse.up();
  return times;
}

/// How long Tidy takes, the edit that it makes included: the first time and once more.
async function layOut(page) {
  const once = key => page.evaluate(key => {
    const began = performance.now();
    document.querySelector('[role=application]').dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: true, bubbles: true }));
    return Math.round(performance.now() - began);
  }, key);
  return [await once('L'), await once('R'), await once('L')];
}

/// The times between animation frames while `act` runs.
async function frames(page, act) {
  await page.evaluate(() => {
    window.benchFrames = [];
    let last = performance.now();
    const tick = now => {
      window.benchFrames?.push(now - last);
      last = now;
      if (window.benchFrames) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act();
  const times = await page.evaluate(() => {
    const all = window.benchFrames.slice(2);
    window.benchFrames = undefined;
    return all;
  });
  times.sort((a, b) => a - b);
  const at = share => +(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  return { frames: times.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

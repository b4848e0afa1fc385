// Where the time of a page load goes: marks of the browser from navigation to the first cards, of
// a flow with as many widgets as named (1000), the median of some rounds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, serve } from './browser.mjs';
const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
const server = await serve(join(folder, 'bench.db'));
const n = Number(process.argv[2] ?? 1000);
const columns = Math.ceil(Math.sqrt(n));
const name = at => (at < n ? `gather_${at}` : undefined);
const states = [{ name: 'Trigger', type: 'trigger', transitions: [{ event: 'incomingCall', next: 'gather_1' }], properties: { offset: { x: 0, y: 0 } } }];
for (let at = 1; at < n; at++) states.push({ name: `gather_${at}`, type: 'gather-input-on-call', transitions: [{ event: 'keypress', next: name(at + 1) }, { event: 'speech', next: name(at + columns) }, { event: 'timeout' }], properties: { offset: { x: (at % columns) * 300, y: Math.floor(at / columns) * 220 }, say: 'Press 1 for sales, 2 for support', timeout: 5, loop: 1 } });
const body = new URLSearchParams({ FriendlyName: 'x', Status: 'draft', Definition: JSON.stringify({ description: 'b', states, initial_state: 'Trigger', flags: { allow_concurrent_calls: true } }) });
const { sid } = await (await fetch(`${server.url}/v2/Flows`, { method: 'POST', headers: { 'X-Switchboard-Draft': 'keep' }, body })).json();
for (let i = 0; i < 4; i++) {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.addInitScript(() => {
    const i = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...a) => { performance.mark('wasm:begin'); const r = await i.apply(WebAssembly, a); performance.mark('wasm:ready'); return r; };
    new PerformanceObserver(l => { for (const e of l.getEntries()) (window.longs ??= []).push([Math.round(e.startTime), Math.round(e.duration)]); }).observe({ entryTypes: ['longtask'] });
    new MutationObserver((_, o) => { if (document.querySelector('.card')) { performance.mark('card'); o.disconnect(); } }).observe(document, { childList: true, subtree: true });
  });
  const began = performance.now();
  await page.goto(`${server.url}/flows/${sid}`);
  await page.waitForSelector('.card');
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  const ms = Math.round(performance.now() - began);
  const marks = await page.evaluate(() => ({
    now: Math.round(performance.now()),
    marks: performance.getEntriesByType('mark').map(m => [m.name, Math.round(m.startTime)]),
    res: performance.getEntriesByType('resource').map(r => [r.name.split('/').pop().slice(0, 24), Math.round(r.startTime), Math.round(r.responseEnd)]),
    paint: performance.getEntriesByType('paint').map(m => [m.name, Math.round(m.startTime)]),
    longs: window.longs,
  }));
  console.log(ms, JSON.stringify(marks));
  await browser.close();
}
server.stop(); await rm(folder, { recursive: true });

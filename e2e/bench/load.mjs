// How long a page takes from nothing to the first frame with cards: the median of some rounds, each
// in a browser of its own that has done with its own start; with --cold in one that has not, where
// half of what is measured is the browser. With another page's address and selector both are loaded
// in turn, for a ratio in the same run.
//
//   node bench/load.mjs [WIDGETS] [--cold]           default: 1000
//   node bench/load.mjs WIDGETS [--cold] --beside URL SELECTOR
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, open, serve, settled } from './browser.mjs';
import { createFlow } from './flow.mjs';

const ROUNDS = 7;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cold: { type: 'boolean' }, beside: { type: 'string' } },
});
const [widgets = '1000', selector] = positionals;
const { beside } = values;
const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
const server = await serve(join(folder, 'bench.db'));
try {
  const url = await createFlow(server.url, Number(widgets));
  const [own, other] = [[], []];
  // The first round warms up what no visitor would wait for: the program itself.
  for (let round = 0; round <= ROUNDS; round++) {
    const times = [await load(url, '.card'), beside ? await load(beside, selector) : 0];
    if (round > 0) {
      own.push(times[0]);
      other.push(times[1]);
    }
  }
  const report = { label: `load, ${widgets} widgets`, median_ms: median(own), all_ms: own };
  if (beside) Object.assign(report, { beside_ms: median(other), ratio: +(median(own) / median(other)).toFixed(2) });
  console.log(JSON.stringify(report));
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

async function load(url, selector) {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  if (!values.cold) await settled(browser);
  const ms = await open(page, url, selector);
  await browser.close();
  return ms;
}

function median(all) {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
}

// Draws the pictures of docs/tidy.md: three of the flows to begin with, as a hasty hand would have
// left them, and after Tidy.
//
//   node pictures/tidy.mjs
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, serve } from '../bench/browser.mjs';

const FLOWS = { demo: 'Down', menu: 'Down', voice_agent: 'Right' };
const KEYS = { Down: 'Shift+L', Right: 'Shift+R' };
const docs = new URL('../../docs/tidy/', import.meta.url);
const templates = new URL('../../server/src/demo/', import.meta.url);

const folder = await mkdtemp(join(tmpdir(), 'switchboard-pictures-'));
const server = await serve(join(folder, 'pictures.db'));
const browser = await launch();
try {
  for (const [name, direction] of Object.entries(FLOWS)) {
    const flow = JSON.parse(await readFile(new URL(`${name}.json`, templates), 'utf8'));
    scatter(flow.states, name.length);
    const body = new URLSearchParams({ FriendlyName: name, Status: 'draft', Definition: JSON.stringify(flow) });
    const made = await (await fetch(`${server.url}/v2/Flows`, { method: 'POST', body })).json();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, colorScheme: 'light' });
    await page.goto(`${server.url}/flows/${made.sid}`);
    await page.locator('.card').first().waitFor();
    await writeFile(new URL(`${name}-before.svg`, docs), await picture(page));
    await page.keyboard.press(KEYS[direction]);
    await page.getByRole('status').filter({ hasText: /widgets laid out/ }).waitFor();
    await writeFile(new URL(`${name}-after.svg`, docs), await picture(page));
    await page.close();
  }
} finally {
  await browser.close();
  server.stop();
  await rm(folder, { recursive: true });
}

/// Puts each widget wherever there is room for it, the same way in every run.
function scatter(states, seed) {
  const columns = Math.ceil(Math.sqrt(states.length));
  const places = states.map((_, at) => ({ x: (at % columns) * 330, y: Math.floor(at / columns) * 230 }));
  let bits = seed;
  for (const state of states) {
    bits = (bits * 1103515245 + 12345) % 2 ** 31;
    const [place] = places.splice(Math.floor((bits / 2 ** 31) * places.length), 1);
    state.properties.offset = { x: place.x + (bits % 50), y: place.y + (bits % 40) };
  }
}

async function picture(page) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command, a widget or a flow' }).fill('Export as SVG');
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  return readFile(await file.path());
}

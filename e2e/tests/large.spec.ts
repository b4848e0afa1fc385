// A flow of the size Studio allows, with bounds that only a catastrophe goes beyond.
import { test, expect } from './switchboard';

const WIDGETS = 2_000;

/// A grid of gathers, each wired to its right and lower neighbour.
function large() {
  const columns = Math.ceil(Math.sqrt(WIDGETS));
  const name = (at: number) => (at < WIDGETS ? `gather_${at}` : undefined);
  const states: object[] = [
    { name: 'Trigger', type: 'trigger', transitions: [{ event: 'incomingCall', next: 'gather_1' }], properties: { offset: { x: 0, y: 0 } } },
  ];
  for (let at = 1; at < WIDGETS; at++) {
    states.push({
      name: `gather_${at}`,
      type: 'gather-input-on-call',
      transitions: [{ event: 'keypress', next: name(at + 1) }, { event: 'speech', next: name(at + columns) }, { event: 'timeout' }],
      properties: { offset: { x: (at % columns) * 300, y: Math.floor(at / columns) * 220 }, say: 'Press 1 for sales', timeout: 5, loop: 1 },
    });
  }
  return { description: '', states, initial_state: 'Trigger', flags: { allow_concurrent_calls: true } };
}

test('2,000 widgets are panned, zoomed and laid out with few elements and little memory', async ({ page, baseURL, editor }) => {
  const body = new URLSearchParams({ FriendlyName: 'Large', Status: 'draft', Definition: JSON.stringify(large()) });
  const made = await fetch(`${baseURL}/v2/Flows`, { method: 'POST', body, headers: { 'X-Switchboard-Draft': 'keep' } });
  const { sid } = (await made.json()) as { sid: string };
  await page.goto(`/flows/${sid}`);
  await editor.isOpen();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const figures = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as Record<string, number>;
  };
  const before = await figures();
  await page.mouse.move(700, 450);
  const turns = 60;
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(12, 18);
  await page.keyboard.press('1');
  await expect(page.getByRole('toolbar', { name: 'View and layout' })).toBeVisible();
  const after = await figures();
  // Panning moves one layer; cards that come near are laid out once each.
  expect(after.LayoutCount - before.LayoutCount).toBeLessThan(turns * 8);
  expect(after.RecalcStyleCount - before.RecalcStyleCount).toBeLessThan(turns * 8);
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(5_000);
  expect(after.JSHeapUsedSize).toBeLessThan(120_000_000);

  await page.keyboard.press('Shift+L');
  await expect(page.getByRole('status').filter({ hasText: /widgets laid out/ })).toBeAttached();
  await page.keyboard.press('Control+z');
  await editor.isSaved();
});

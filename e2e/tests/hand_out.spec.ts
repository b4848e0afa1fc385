// The flow as a picture and on paper; and a list that is put into another order.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { CanvasPage } from '../pages/canvas';
import { middle } from '../pages/place';
import { test, expect } from './switchboard';

test('the flow is exported as PNG and as SVG', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  const png = await download(page, () => editor.command('Export as PNG'));
  expect(png.name).toBe('Menu.png');
  expect(png.bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  // A picture of one colour would be a few hundred bytes.
  expect(png.bytes.length).toBeGreaterThan(10_000);
  const svg = await download(page, () => editor.command('Export as SVG'));
  expect(svg.name).toBe('Menu.svg');
  expect(svg.bytes.toString()).toMatch(/^<svg [^>]*>[^]*Trigger[^]*<\/svg>\s*$/);
});

test('the flow alone is printed', async ({ flows, editor, page }) => {
  await page.addInitScript(() => {
    window.print = () => {
      const sheet = document.querySelector<HTMLElement>('body > .sheet');
      (window as unknown as { printed?: string }).printed = sheet?.innerHTML ?? '';
    };
  });
  await flows.open();
  await flows.begin('Menu');
  await editor.command('Print');
  const printed = await page.evaluate(() => (window as unknown as { printed?: string }).printed);
  expect(printed).toMatch(/^<svg /);
  expect(printed).toContain('Trigger');
  await expect(page.locator('.sheet')).toHaveCount(0);
});

test('conditions are put into another order by drag and by key, each one step', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  await editor.select('choice');
  const conditions = page.getByRole('region', { name: 'Conditions' });
  const order = async () => {
    const names = conditions.getByLabel(/^Name of condition/);
    return Promise.all((await names.all()).map(name => name.inputValue()));
  };
  const before = await order();
  expect(before.length).toBeGreaterThan(1);
  const turned = [before[1], before[0], ...before.slice(2)];

  const grips = conditions.getByTitle('Drag to change the order');
  await new CanvasPage(page).drag(await middle(grips.nth(0)), await middle(grips.nth(1)));
  await expect.poll(order).toEqual(turned);
  await page.keyboard.press('Control+z');
  await expect.poll(order).toEqual(before);

  await conditions.getByRole('button', { name: 'Move condition 1 down' }).press('Enter');
  await expect.poll(order).toEqual(turned);
  await editor.card('choice').focus();
  await page.keyboard.press('Control+z');
  await expect.poll(order).toEqual(before);
});

async function download(page: Page, act: () => Promise<void>) {
  const [given] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: given.suggestedFilename(), bytes: await readFile(await given.path()) };
}

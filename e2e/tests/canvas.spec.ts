// The canvas by mouse: every gesture, and that one gesture is one step back.
import type { Locator, Page } from '@playwright/test';
import { standing } from '../pages/place';
import { test, expect } from './switchboard';

test('a widget is dragged from the palette, moved, and taken back', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  const canvas = page.getByRole('application', { name: 'Flow canvas' });
  const room = await standing(canvas);
  await drag(page, page.getByRole('button', { name: 'Gather Input On Call' }), { x: room.x + 150, y: room.y + 500 });
  const card = editor.card('gather_1');
  await expect(card).toBeVisible();

  const before = await standing(card);
  await drag(page, card, { x: before.x + 360, y: before.y + 60 }, { x: 60, y: 16 });
  await expect.poll(async () => Math.abs((await card.boundingBox())!.x - before.x)).toBeGreaterThan(200);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await card.boundingBox())!.x).toBe(before.x);
  await page.keyboard.press('Control+z');
  await expect(card).toHaveCount(0);
});

test('a wire is drawn, led elsewhere and removed', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  for (const name of ['first', 'second']) {
    await editor.card('Trigger').click({ position: { x: 60, y: 16 } });
    await editor.add('Say/Play', name);
  }
  await editor.fit();
  await editor.wire('Trigger', 'Incoming Call', 'first');

  const target = await standing(editor.card('first'));
  const end = { x: target.x + target.width / 2, y: target.y - 4 };
  const second = await standing(editor.card('second'));
  await page.mouse.move(end.x, end.y);
  await page.mouse.down();
  await page.mouse.move(end.x + 20, end.y + 20, { steps: 3 });
  await page.mouse.move(second.x + second.width / 2, second.y + second.height / 2, { steps: 4 });
  await page.mouse.up();
  await editor.isWired('Trigger', 'Incoming Call', 'second');

  await editor.card('Trigger').click({ position: { x: 60, y: 16 } });
  await editor.inspector.getByLabel('Incoming Call').selectOption('Ends here');
  await expect(editor.card('Trigger').getByRole('img', { name: 'Incoming Call, not wired' })).toBeVisible();
  for (const next of ['second', 'first']) {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo' }).click();
    await editor.isWired('Trigger', 'Incoming Call', next);
  }
});

test('several widgets are selected by a box, moved together and removed', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  await editor.fit();
  const canvas = await standing(page.getByRole('application', { name: 'Flow canvas' }));
  await page.keyboard.down('Shift');
  await page.mouse.move(canvas.x + 4, canvas.y + 4);
  await page.mouse.down();
  await page.mouse.move(canvas.x + canvas.width - 4, canvas.y + canvas.height - 4, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const cards = page.getByRole('group', { name: /exits wired$/ });
  const all = await cards.count();
  await expect(page.locator('.card--selected')).toHaveCount(all);
  await page.keyboard.press('Delete');
  await expect(cards).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(cards).toHaveCount(all);
});

test('the canvas is panned, zoomed and shown whole', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  const place = async () => (await editor.card('Trigger').boundingBox())!;
  const canvas = await standing(page.getByRole('application', { name: 'Flow canvas' }));
  await page.mouse.move(canvas.x + 30, canvas.y + 300);
  let before = await place();
  await page.mouse.wheel(0, -120);
  await expect.poll(async () => (await place()).y - before.y).toBeGreaterThan(60);
  before = await place();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await expect.poll(async () => (await place()).width).toBeGreaterThan(before.width);
  before = await place();
  await drag(page, { x: canvas.x + 30, y: canvas.y + 300 }, { x: canvas.x + 80, y: canvas.y + 340 });
  await expect.poll(async () => Math.round((await place()).x - before.x)).toBe(50);
  await editor.fit();
  await expect.poll(async () => (await place()).y).toBeGreaterThan(canvas.y);
});

/// Drags from a place, or from a point of an element, to another place.
async function drag(page: Page, from: Locator | { x: number; y: number }, to: { x: number; y: number }, at?: { x: number; y: number }) {
  let start: { x: number; y: number };
  if ('boundingBox' in from) {
    const box = await standing(from);
    start = { x: box.x + (at?.x ?? box.width / 2), y: box.y + (at?.y ?? box.height / 2) };
  } else {
    start = from;
  }
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + to.x) / 2, (start.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

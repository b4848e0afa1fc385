// Tidy, history, publishing with a note, and two tabs that meet.
import type { Page } from '@playwright/test';
import { test, expect } from './switchboard';

test('a flow is laid out by menu and by key, and taken back in one step', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Voice agent with fallback');
  const before = await editor.export();
  await editor.fit();
  await page.getByRole('button', { name: 'Tidy', exact: true }).click();
  await page.getByRole('button', { name: /^Left to right/ }).click();
  await expect(page.getByRole('status').filter({ hasText: /widgets laid out, left to right/ })).toBeAttached();
  expect(await covered(page)).toEqual([]);
  const right = await editor.export();
  expect(right).not.toBe(before);

  await page.keyboard.press('Shift+L');
  await expect(page.getByRole('status').filter({ hasText: /widgets laid out, top to bottom/ })).toBeAttached();
  expect(await covered(page)).toEqual([]);
  expect(await editor.export()).not.toBe(right);
  await page.keyboard.press('Control+z');
  expect(await editor.export()).toBe(right);
  await page.keyboard.press('Control+z');
  expect(await editor.export()).toBe(before);
});

test('a revision is published with a note, compared and restored', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  await publish(page, 'As it came');
  await editor.add('Say/Play', 'extra');
  await editor.fill('Text to say', 'Something more');
  await editor.isSaved();

  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const changes = page.getByRole('region', { name: 'Changes since the last publication' });
  await expect(changes).toContainText('extra');
  await expect(changes).toContainText('Something more');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('dialog', { name: 'History' });
  await history.getByRole('button', { name: /As it came/ }).click();
  await expect(history.getByRole('region', { name: 'Changes' })).toContainText('Something more');
  await history.getByRole('tab', { name: 'Drawing' }).click();
  const drawing = history.getByRole('img', { name: 'Drawing of the changes: 1 widget came, went or changed' });
  await expect(drawing).toContainText('Added');
  await history.getByText('Full size').click();
  await expect(drawing.getByText('Added')).toBeInViewport();
  await page.screenshot({ path: 'screenshots/history-drawing.png' });
  await history.getByRole('button', { name: /^Restore revision/ }).click();
  await expect(editor.card('extra')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(editor.card('extra')).toBeVisible();
});

test('two tabs on one flow are merged, and what both changed is shown', async ({ flows, editor, page, context }) => {
  await flows.open();
  await flows.begin('Menu');
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('group', { name: /^Trigger,/ }).waitFor();
  await editor.add('Say/Play', 'mine');
  await editor.fill('Text to say', 'From here');
  await editor.isSaved();

  await other.getByLabel('Description').fill('Told by another tab');
  await expect(other.getByText('Not saved: this flow was changed somewhere else.')).toBeVisible();
  await other.getByRole('button', { name: 'Merge' }).click();
  await expect(other.getByText('Merged: the draft has their changes and yours.')).toBeVisible();
  await expect(other.getByRole('group', { name: /^mine,/ })).toBeVisible();
  await expect(other.getByText('Saved', { exact: true })).toBeVisible();

  await editor.fill('Text to say', 'Changed here');
  await page.getByRole('button', { name: 'Merge' }).click();
  await editor.isSaved();
  await other.getByRole('group', { name: /^mine,/ }).click({ position: { x: 60, y: 16 } });
  await other.getByRole('tabpanel', { name: 'Inspector' }).getByLabel('Text to say', { exact: true }).fill('Changed there');
  await other.getByRole('button', { name: 'Merge' }).click();
  const shown = other.getByRole('dialog', { name: 'Merged, but look here' });
  await expect(shown).toContainText('Changed here');
  await expect(shown).toContainText('Changed there');
});

async function publish(page: Page, note: string) {
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByLabel('Note').fill(note);
  await page.getByRole('button', { name: 'Publish now' }).click();
  await expect(page.getByText(/^Published as revision/)).toBeVisible();
}

/// Pairs of cards that lie on each other.
async function covered(page: Page) {
  return page.locator('[data-state]').evaluateAll(cards => {
    const boxes = cards.map(card => card.getBoundingClientRect());
    return boxes.flatMap((a, at) => boxes.slice(at + 1)
      .filter(b => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      .map(b => [a.x, a.y, b.x, b.y]));
  });
}

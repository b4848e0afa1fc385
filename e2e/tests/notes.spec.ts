// Notes on the canvas, by mouse and by keyboard; and the way back, which outlives a reload.
import { CanvasPage } from '../pages/canvas';
import { standing } from '../pages/place';
import { test, expect } from './switchboard';

test('a note is written by key, moved, taken back after a reload, and never exported', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.card('Trigger').focus();
  await page.keyboard.press('n');
  const text = page.getByLabel('Text of the note');
  await expect(text).toBeFocused();
  // Keys of the canvas are letters here.
  await page.keyboard.type('Ask Ada: m, n or 1?');
  await editor.isSaved();
  const grip = page.getByRole('button', { name: 'Move this note' });
  const before = await grip.boundingBox();
  await grip.press('ArrowRight');
  await grip.press('Shift+ArrowDown');
  await expect.poll(async () => (await grip.boundingBox())!.x).toBeGreaterThan(before!.x);
  await editor.isSaved();
  expect(await editor.export()).not.toContain('Ada');

  await page.reload();
  await expect(text).toHaveValue('Ask Ada: m, n or 1?');
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  await undo.click();
  await expect.poll(async () => (await grip.boundingBox())!.x).toBe(before!.x);
  await undo.click();
  await expect(text).toHaveValue('');
  await undo.click();
  await expect(text).toHaveCount(0);
  await expect(undo).toBeDisabled();
  await page.keyboard.press('Control+Shift+z');
  await expect(text).toHaveCount(1);
});

test('a note from the palette is dragged, made larger and deleted by mouse', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await page.getByRole('navigation', { name: 'Widget library' }).getByRole('button', { name: 'Note', exact: true }).click();
  const note = page.getByRole('group', { name: 'Note', exact: true });
  const canvas = new CanvasPage(page);
  const before = await standing(note);
  await canvas.drag({ x: before.x + 40, y: before.y + 12 }, { x: before.x + 140, y: before.y + 82 });
  await expect.poll(async () => Math.round((await note.boundingBox())!.x - before.x)).toBeGreaterThan(80);
  const moved = await standing(note);
  const corner = { x: moved.x + moved.width - 4, y: moved.y + moved.height - 4 };
  await canvas.drag(corner, { x: corner.x + 100, y: corner.y + 50 });
  await expect.poll(async () => (await note.boundingBox())!.width).toBeGreaterThan(moved.width + 80);
  await expect(editor.card('Trigger')).toBeVisible();
  await note.hover();
  await page.getByRole('button', { name: 'Delete this note' }).click();
  await expect(note).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(note).toHaveCount(1);
});

test('two tabs that write notes at once both keep theirs', async ({ flows, editor, page, context }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.card('Trigger').focus();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('group', { name: /^Trigger,/ })).toBeVisible();
  for (const [tab, words] of [[page, 'here'], [other, 'there']] as const) {
    await tab.getByRole('navigation', { name: 'Widget library' }).getByRole('button', { name: 'Note', exact: true }).click();
    await expect(tab.getByLabel('Text of the note').last()).toBeFocused();
    await tab.keyboard.type(words);
    await expect(tab.getByText('Saved', { exact: true })).toBeVisible();
  }
  await expect(other.getByLabel('Text of the note')).toHaveCount(2);
  await page.reload();
  const texts = page.getByLabel('Text of the note');
  await expect(texts).toHaveCount(2);
  const found = [await texts.nth(0).inputValue(), await texts.nth(1).inputValue()];
  expect(found.sort()).toEqual(['here', 'there']);
});

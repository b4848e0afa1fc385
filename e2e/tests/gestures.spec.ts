// Gestures people know, each by mouse and by keyboard, each one step back.
import type { Locator, Page } from '@playwright/test';
import { between, CanvasPage } from '../pages/canvas';
import { standing } from '../pages/place';
import { test, expect } from './switchboard';

const HEADER = { x: 60, y: 16 };

test('a widget is duplicated beside itself and the copy taken back', async ({ flows, editor, page }) => {
  await twoInARow(flows, editor, page);
  await editor.select('first');
  await page.keyboard.press('Control+d');
  await expect(editor.card('Copy_of_first')).toBeFocused();
  await editor.isWired('Copy_of_first', 'Audio Complete', 'second');
  await page.keyboard.press('Control+d');
  await expect(editor.card('Copy_of_Copy_of_first')).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(editor.card('Copy_of_first')).toHaveCount(0);
});

test('widgets are copied and pasted into another flow, and what is loose is told', async ({ flows, editor, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await twoInARow(flows, editor, page);
  await editor.select('first');
  await page.keyboard.press('Control+c');
  await expect(new CanvasPage(page).told('first copied to the clipboard')).toBeAttached();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(text).states.map((state: { name: string }) => state.name)).toEqual(['first']);

  await flows.open();
  await flows.begin('Empty flow');
  await page.keyboard.press('Control+v');
  await expect(editor.card('first')).toBeFocused();
  await expect(page.getByText('first on audioComplete (to second)')).toBeVisible();
  await page.keyboard.press('Control+x');
  await expect(editor.card('first')).toHaveCount(0);
  await page.keyboard.press('Control+v');
  await expect(editor.card('first')).toBeVisible();
});

test('a clipboard without widgets changes nothing and says why', async ({ flows, editor, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await flows.open();
  await flows.begin('Empty flow');
  await page.evaluate(() => navigator.clipboard.writeText('{"states": 7}'));
  await editor.card('Trigger').focus();
  await page.keyboard.press('Control+v');
  await expect(page.getByText('The clipboard holds no widgets: this is not a Studio flow')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});

test('a wire into empty space brings a widget that is wired', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  const canvas = new CanvasPage(page);
  await canvas.drag(await canvas.port(editor.card('Trigger'), 'Incoming Call'), await canvas.at(150, 700));
  const list = page.getByRole('dialog', { name: 'New widget after Trigger' });
  await expect(list.getByRole('combobox', { name: 'Find' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(editor.card('Trigger')).toBeFocused();

  await canvas.drag(await canvas.port(editor.card('Trigger'), 'Incoming Call'), await canvas.at(150, 700));
  await list.getByRole('option', { name: 'Gather Input On Call' }).click();
  await editor.isWired('Trigger', 'Incoming Call', 'gather_1');
  await page.keyboard.press('Control+z');
  await expect(editor.card('gather_1')).toHaveCount(0);
});

test('a new widget is wired with keys alone', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.card('Trigger').focus();
  await page.keyboard.press('w');
  const form = page.getByRole('dialog', { name: 'Wire Trigger' });
  await form.getByLabel('When').selectOption('Incoming Call');
  await form.getByLabel('Go to').selectOption('New widget…');
  await form.getByLabel('Go to').press('Enter');
  await expect(page.getByRole('combobox', { name: 'Find' })).toBeFocused();
  await page.keyboard.type('voicemail');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await editor.isWired('Trigger', 'Incoming Call', 'record_voicemail_1');
  await expect(editor.card('record_voicemail_1')).toBeFocused();
});

test('a widget dropped on an edge is inserted there', async ({ flows, editor, page }) => {
  const canvas = await twoInARow(flows, editor, page);
  const edge = await between(editor.card('first'), editor.card('second'));
  const item = await standing(page.getByRole('button', { name: 'Set Variables' }));
  await canvas.drag({ x: item.x + 40, y: item.y + 10 }, edge);
  await editor.isWired('first', 'Audio Complete', 'set_variables_1');
  await editor.isWired('set_variables_1', 'Next', 'second');
  await page.keyboard.press('Control+z');
  await editor.isWired('first', 'Audio Complete', 'second');
});

test('a placed widget dragged onto an edge is inserted there', async ({ flows, editor, page }) => {
  const canvas = await twoInARow(flows, editor, page);
  await page.keyboard.press('Escape');
  await editor.add('Set Variables', 'count');
  const start = await standing(editor.card('count'));
  await canvas.drag({ x: start.x + HEADER.x, y: start.y + HEADER.y }, await between(editor.card('first'), editor.card('second')));
  await editor.isWired('first', 'Audio Complete', 'count');
  await editor.isWired('count', 'Next', 'second');
  await page.keyboard.press('Control+z');
  await editor.isWired('first', 'Audio Complete', 'second');
});

test('a widget is inserted on the selected edge with keys', async ({ flows, editor, page }) => {
  await twoInARow(flows, editor, page);
  const edge = await between(editor.card('first'), editor.card('second'));
  await page.mouse.click(edge.x, edge.y);
  await page.getByRole('button', { name: 'Set Variables' }).press('Enter');
  await editor.isWired('first', 'Audio Complete', 'set_variables_1');
  await editor.isWired('set_variables_1', 'Next', 'second');
});

test('the gap after a removed widget is closed on request', async ({ flows, editor, page }) => {
  await twoInARow(flows, editor, page);
  await editor.card('first').focus();
  await page.keyboard.press('Delete');
  await expect(editor.card('first')).toHaveCount(0);
  await page.getByRole('button', { name: 'Connect Trigger to second' }).click();
  await editor.isWired('Trigger', 'Incoming Call', 'second');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await editor.isWired('Trigger', 'Incoming Call', 'first');

  await editor.card('first').focus();
  await page.keyboard.press('Shift+Delete');
  await editor.isWired('Trigger', 'Incoming Call', 'second');
  await page.keyboard.press('Control+z');
  await editor.isWired('Trigger', 'Incoming Call', 'first');
});

test('a dragged widget keeps in line with others, unless Alt is held', async ({ flows, editor, page }) => {
  const canvas = await twoInARow(flows, editor, page);
  const [first, second] = [await standing(editor.card('first')), await standing(editor.card('second'))];
  const grip = { x: second.x + HEADER.x, y: second.y + HEADER.y };
  await canvas.carry(grip, { x: grip.x + 3, y: grip.y + 60 });
  await expect(page.locator('.canvas__guide').first()).toBeAttached();
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await editor.card('second').boundingBox())!.x - first.x)).toBeLessThan(0.5);

  const now = await standing(editor.card('second'));
  await page.keyboard.down('Alt');
  await canvas.drag({ x: now.x + HEADER.x, y: now.y + HEADER.y }, { x: now.x + HEADER.x + 3, y: now.y + HEADER.y + 20 });
  await page.keyboard.up('Alt');
  await expect.poll(async () => (await editor.card('second').boundingBox())!.x - first.x).toBeGreaterThan(1);
});

test('selected widgets are aligned by button and by key, one step each', async ({ flows, editor, page }) => {
  await twoInARow(flows, editor, page);
  const place = async (name: string) => (await editor.card(name).boundingBox())!;
  const before = await place('second');
  await editor.card('second').focus();
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: 'Arrange the selection' });
  await bar.getByRole('button', { name: 'Align left' }).click();
  await expect.poll(async () => Math.abs((await place('second')).x - (await place('Trigger')).x)).toBeLessThan(0.5);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await place('second')).x).toBeGreaterThan(before.x + 1);
  await page.keyboard.press('Alt+d');
  await expect.poll(async () => Math.abs((await place('second')).x - (await place('Trigger')).x)).toBeLessThan(0.5);
  await expect(bar.getByRole('button', { name: 'Distribute down' })).toBeEnabled();
});

test('transitions are followed in both directions with keys', async ({ flows, editor, page }) => {
  await twoInARow(flows, editor, page);
  await editor.card('Trigger').focus();
  await page.keyboard.press(']');
  await expect(editor.card('first')).toBeFocused();
  await page.keyboard.press(']');
  await expect(editor.card('second')).toBeFocused();
  await page.keyboard.press('[');
  await expect(editor.card('first')).toBeFocused();
  // Of several that lead here, one is chosen.
  await page.keyboard.press('Control+d');
  await expect(editor.card('Copy_of_first')).toBeFocused();
  await page.keyboard.press(']');
  await page.keyboard.press('[');
  const list = page.getByRole('dialog', { name: 'What leads to second' });
  await expect(list.getByRole('option')).toHaveText(['first', 'Copy_of_first']);
  await page.keyboard.type('copy');
  await page.keyboard.press('Enter');
  await expect(editor.card('Copy_of_first')).toBeFocused();
});

test('the map moves the view and can be hidden for good', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  const map = page.locator('.minimap');
  const box = await standing(map);
  const before = await standing(editor.card('Trigger'));
  await page.mouse.click(box.x + box.width - 10, box.y + box.height - 10);
  await expect.poll(async () => (await editor.card('Trigger').boundingBox())?.y ?? -1000).toBeLessThan(before.y);
  await page.keyboard.press('m');
  await expect(map).toHaveCount(0);
  await page.reload();
  await editor.fit();
  await expect(map).toHaveCount(0);
  await page.getByRole('button', { name: 'Map', exact: true }).click();
  await expect(map).toBeVisible();
});

test('all keys are listed', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.card('Trigger').focus();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys.getByText('Duplicate')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Keys', exact: true }).click();
  await expect(keys.getByText('Distribute down')).toBeVisible();
});

test('a box adds to the selection, with Shift or by touching and holding', async ({ flows, editor, page }) => {
  const canvas = await twoInARow(flows, editor, page);
  const selected = page.locator('.card--selected');
  await editor.select('second');
  const trigger = await standing(editor.card('Trigger'));
  await page.keyboard.down('Shift');
  await canvas.drag({ x: trigger.x - 20, y: trigger.y - 10 }, { x: trigger.x + 40, y: trigger.y + 20 });
  await page.keyboard.up('Shift');
  await expect(selected).toHaveCount(2);

  await page.keyboard.press('Escape');
  await expect(selected).toHaveCount(0);
  const touch = await page.context().newCDPSession(page);
  const at = { x: Math.round(trigger.x) - 20, y: Math.round(trigger.y) - 10 };
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await expect(page.locator('.canvas__box')).toBeAttached();
  await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: at.x + 80, y: at.y + 40 }] });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(selected).toHaveCount(1);
});

/// A trigger that leads to `first`, which leads to `second`, all in view.
async function twoInARow(flows: { open(): Promise<void>; begin(template: string): Promise<void> }, editor: import('../pages/editor').EditorPage, page: Page) {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.card('Trigger').click({ position: HEADER });
  await editor.add('Say/Play', 'first');
  await editor.add('Say/Play', 'second');
  await editor.fit();
  await editor.wire('Trigger', 'Incoming Call', 'first');
  await editor.isWired('first', 'Audio Complete', 'second');
  return new CanvasPage(page);
}

// The menu at the pointer, which is also opened by key: whatever keys do, by mouse.
import type { Locator, Page } from '@playwright/test';
import { between, CanvasPage } from '../pages/canvas';
import { standing } from '../pages/place';
import { test, expect } from './switchboard';

test('a widget is duplicated, copied, pasted and cut by mouse', async ({ flows, editor, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await flows.open();
  await flows.begin('Menu');
  const canvas = new CanvasPage(page);
  await choose(page, editor.card('choice'), 'Duplicate');
  await expect(editor.card('Copy_of_choice')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(editor.card('Copy_of_choice')).toHaveCount(0);
  await editor.fit();

  await choose(page, editor.card('choice'), 'Copy');
  await expect(canvas.told('choice copied to the clipboard')).toBeAttached();
  await flows.open();
  await flows.begin('Empty flow');
  await chooseAt(page, await canvas.at(180, 600), 'Paste');
  await expect(editor.card('choice')).toBeFocused();
  await choose(page, editor.card('choice'), 'Cut');
  await expect(editor.card('choice')).toHaveCount(0);
  await chooseAt(page, await canvas.at(180, 600), 'Paste');
  await expect(editor.card('choice')).toBeVisible();
});

test('widgets are added and inserted, and transitions followed by mouse', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  const canvas = new CanvasPage(page);
  await chooseAt(page, await canvas.at(500, 560), 'Add a widget…');
  await page.getByRole('dialog', { name: 'New widget' }).getByRole('option', { name: 'Say/Play' }).click();
  await expect(editor.card('say_play_1')).toBeFocused();
  await editor.add('Say/Play', 'second');
  await editor.isWired('say_play_1', 'Audio Complete', 'second');
  await editor.fit();
  await choose(page, editor.card('say_play_1'), 'To what follows');
  await expect(editor.card('second')).toBeFocused();
  await choose(page, editor.card('second'), 'To what leads here');
  await expect(editor.card('say_play_1')).toBeFocused();

  await chooseAt(page, await between(editor.card('say_play_1'), editor.card('second')), 'Insert a widget…');
  const list = page.getByRole('dialog', { name: 'New widget on the way from say_play_1' });
  await list.getByRole('option', { name: 'Set Variables' }).click();
  await editor.isWired('say_play_1', 'Audio Complete', 'set_variables_1');
  await editor.isWired('set_variables_1', 'Next', 'second');
  await choose(page, editor.card('set_variables_1'), 'Remove and close the gap');
  await editor.isWired('say_play_1', 'Audio Complete', 'second');
});

test('what is found and done by words is reached by mouse', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  const canvas = new CanvasPage(page);
  await editor.card('Trigger').focus();
  await chooseAt(page, await canvas.at(180, 600), 'Commands…');
  await expect(page.getByRole('combobox', { name: 'Find a command, a widget or a flow' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(page.getByLabel('Find in names, texts and Liquid')).toBeFocused();
});

test('the menu is opened and used by key', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  await editor.card('choice').focus();
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: 'The widget' });
  await expect(menu.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(menu.getByRole('menuitem', { name: 'Remove and close the gap' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(editor.card('choice')).toBeFocused();

  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Wire choice' }).getByLabel('Go to')).toBeFocused();
});

test('a widget is inserted on the way with keys alone', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.add('Say/Play', 'greet');
  await editor.wire('Trigger', 'Incoming Call', 'greet');
  await editor.card('Trigger').focus();
  await page.keyboard.press('w');
  const form = page.getByRole('dialog', { name: 'Wire Trigger' });
  await form.getByLabel('When').selectOption('Incoming Call');
  await form.getByLabel('Go to').selectOption('New widget in between…');
  await form.getByLabel('Go to').press('Enter');
  await expect(page.getByRole('combobox', { name: 'Find' })).toBeFocused();
  await page.keyboard.type('set variables');
  await page.keyboard.press('Enter');
  await editor.isWired('Trigger', 'Incoming Call', 'set_variables_1');
  await editor.isWired('set_variables_1', 'Next', 'greet');
});

async function choose(page: Page, card: Locator, label: string) {
  const box = await standing(card);
  await chooseAt(page, { x: box.x + 60, y: box.y + 16 }, label);
}

async function chooseAt(page: Page, at: { x: number; y: number }, label: string) {
  await page.mouse.click(at.x, at.y, { button: 'right' });
  await page.getByRole('menuitem', { name: label, exact: true }).click();
  await expect(page.getByRole('menu')).toHaveCount(0);
}

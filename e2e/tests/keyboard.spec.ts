// Everything with the keyboard alone.
import { test, expect } from './switchboard';

test('the demo call is made with the keyboard alone', async ({ page, editor }) => {
  await page.goto('/');
  const demo = page.getByRole('link', { name: /^Demo/ });
  await demo.waitFor();
  await tabTo(page, 'link', /^Demo/);
  await page.keyboard.press('Enter');
  await editor.isOpen();

  await tabTo(page, 'button', 'Call');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Start call' })).toBeFocused();
  await page.keyboard.press('Enter');

  await editor.hears('Press 1 or say what you need');
  await expect(page.getByLabel('Say something')).toBeFocused();
  await page.keyboard.type('I need help');
  await page.keyboard.press('Enter');
  await editor.hears('Hi, I am the demo agent.');
  await page.keyboard.type('agent');
  await page.keyboard.press('Enter');
  await editor.hears('You are back in the flow. The agent left:');
  await expect(page.getByRole('button', { name: 'Call again' })).toBeFocused({ timeout: 30_000 });
});

test('keys are pressed on the keypad by keyboard', async ({ page, editor, flows }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.startCall();
  await editor.hears('Press 1 or say');
  await page.getByRole('group', { name: /^Keypad/ }).focus();
  await page.keyboard.press('2');
  await editor.hears('Goodbye.');
  await expect(editor.card('decide')).toHaveClass(/card--visited/);
});

test('a widget is added, wired, moved and removed with keys, and all of it is taken back', async ({ page, editor, flows }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.card('Trigger').focus();
  await tabTo(page, 'button', 'Say/Play', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(editor.card('say_play_1')).toBeFocused();

  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByRole('status').filter({ hasText: /say_play_1 moved to/ })).toBeAttached();
  await editor.card('Trigger').focus();
  await page.keyboard.press('w');
  const form = page.getByRole('dialog', { name: 'Wire Trigger' });
  await form.getByLabel('When').selectOption('Incoming Call');
  await form.getByLabel('Go to').selectOption('say_play_1');
  await form.getByLabel('Go to').press('Enter');
  await editor.isWired('Trigger', 'Incoming Call', 'say_play_1');

  await editor.card('say_play_1').focus();
  await page.keyboard.press('Enter');
  await expect(editor.inspector.getByLabel('Name', { exact: true })).toBeFocused();
  await editor.card('say_play_1').focus();
  await page.keyboard.press('Delete');
  await expect(editor.card('say_play_1')).toHaveCount(0);

  await page.keyboard.press('Control+z');
  await editor.isWired('Trigger', 'Incoming Call', 'say_play_1');
  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
  await expect(editor.card('say_play_1')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await page.keyboard.press('Control+Shift+z');
  await expect(editor.card('say_play_1')).toBeVisible();
});

/// Presses Tab until an element of this role and name has the focus.
async function tabTo(page: import('@playwright/test').Page, role: 'link' | 'button', name: string | RegExp, key = 'Tab') {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate(element => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${role} ${name} cannot be reached with ${key}`);
}

test('widgets are selected one by one, moved together and zoomed at with keys', async ({ page, editor, flows }) => {
  await flows.open();
  await flows.begin('Menu');
  await editor.fit();
  await editor.card('menu').focus();
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Control+ArrowDown');
  await expect(editor.card('choice')).toBeFocused();
  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('.card--selected')).toHaveCount(2);
  const places = async () => Promise.all(['menu', 'choice', 'Trigger'].map(async name => (await editor.card(name).boundingBox())!));
  const before = await places();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => Math.sign((await places())[0].x - before[0].x)).toBe(1);
  const after = await places();
  expect(after[1].x - before[1].x).toBeCloseTo(after[0].x - before[0].x);
  expect(after[2].x).toBe(before[2].x);
  await page.keyboard.press('Control+z');
  await expect.poll(places).toEqual(before);

  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('.card--selected')).toHaveCount(1);
  await page.keyboard.press('+');
  await expect.poll(async () => (await places())[0].width).toBeGreaterThan(before[0].width);
  await page.keyboard.press('1');
  await expect.poll(places).toEqual(before);
});

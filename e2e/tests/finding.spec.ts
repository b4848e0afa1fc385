// Finding things: by command, by words, and what Liquid can read.
import { test, expect } from './switchboard';

test('commands, widgets and pages are found by their words', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  await editor.command('decide');
  await expect(editor.inspector.getByLabel('Name', { exact: true })).toHaveValue('decide');
  await editor.command('add voicemail');
  await expect(editor.card('record_voicemail_1')).toBeVisible();
  await editor.command('undo');
  await expect(editor.card('record_voicemail_1')).toHaveCount(0);
  const picture = page.waitForEvent('download');
  await editor.command('SVG');
  expect((await picture).suggestedFilename()).toMatch(/^Demo.*\.svg$/);
  await editor.command('executions of this flow');
  await expect(page).toHaveURL(/executions\?flow=FW/);
});

test('words are found in names, texts and Liquid, and lit', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  await page.keyboard.press('Control+f');
  const finder = page.getByRole('search', { name: 'Find in this flow' });
  await finder.getByRole('textbox').fill('widgets.ask');
  await expect(finder.getByRole('status')).toContainText('found');
  await page.screenshot({ path: 'screenshots/finder-light-1400.png' });
  await finder.getByRole('textbox').press('Enter');
  await expect(finder.getByRole('status')).toContainText('1 of');
  await finder.getByRole('textbox').fill('nothing like this');
  await expect(finder.getByRole('status')).toHaveText('Not found');
  await page.keyboard.press('Escape');
  await expect(finder).toBeHidden();
});

test('Liquid is completed, and shown with the values of the last call', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  await editor.startCall();
  await editor.hears('Press 1 or say');
  await editor.call.getByRole('button', { name: 'Press 2' }).click();
  await expect(editor.call.getByRole('button', { name: 'Call again' })).toBeVisible({ timeout: 30_000 });

  await editor.command('bye');
  await page.getByRole('tab', { name: 'Inspector' }).click();
  const text = editor.inspector.getByLabel('Text to say');
  await text.fill('');
  await text.pressSequentially('You pressed {{ask.dig');
  const offers = page.getByRole('listbox', { name: 'What can be read here' });
  await expect(offers.getByRole('option').first()).toBeVisible({ timeout: 10_000 });
  await page.screenshot({ path: 'screenshots/liquid-light-1400.png' });
  await text.press('Enter');
  await expect(text).toHaveValue('You pressed {{widgets.ask.Digits}}');
  await expect(editor.inspector.getByText('In the last call: You pressed 2')).toBeVisible();
  await page.screenshot({ path: 'screenshots/preview-light-1400.png' });
});

test('an address opens a flow at a widget', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  await page.goto(`${page.url()}#decide`);
  await page.reload();
  await expect(editor.inspector.getByLabel('Name', { exact: true })).toHaveValue('decide');
});

test('a page of a flow asks for the flow and its notes once', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  const sid = new URL(page.url()).pathname.split('/').pop();
  const asked: string[] = [];
  page.on('request', request => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await editor.isOpen();
  const first = [`/api/flows/${sid}`, `/api/flows/${sid}/notes`];
  expect(asked.filter(path => first.includes(path)).sort()).toEqual(first);
});

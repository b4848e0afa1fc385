// Every page and panel is checked against WCAG 2.2 A and AA by axe, light and dark.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { test, expect } from './switchboard';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/// Everything axe finds, in a form that can be read in a report.
async function findings(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });

    test('no page breaks a rule of WCAG 2.2', async ({ page, flows, editor }) => {
      // Each look at a page takes seconds.
      test.setTimeout(180_000);
      const isSound = async (what: string) => expect(await findings(page), what).toEqual([]);
      await flows.open();
      await page.getByRole('link', { name: /^Demo/ }).waitFor();
      await isSound('the list of flows');
      await page.getByRole('button', { name: 'New flow' }).click();
      await page.getByRole('button', { name: 'Empty flow' }).waitFor();
      await isSound('the dialog of a new flow');
      await page.keyboard.press('Escape');

      await page.getByRole('link', { name: /^Demo/ }).click();
      await editor.isOpen();
      await isSound('the editor with nothing selected');
      for (const name of ['ask', 'decide', 'agent']) {
        await editor.command(name);
        await expect(editor.inspector.getByLabel('Name', { exact: true })).toHaveValue(name);
        await isSound(`the inspector of ${name}`);
      }
      await page.keyboard.press('Control+k');
      await page.getByRole('listbox', { name: 'Commands' }).waitFor();
      await isSound('the command palette');
      await page.keyboard.press('Escape');
      await editor.card('greet').focus();
      await page.keyboard.press('Control+f');
      await page.getByLabel('Find in names, texts and Liquid').fill('welcome');
      await page.getByRole('list', { name: 'Found' }).waitFor();
      await isSound('what is found in the flow');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'History' }).click();
      await page.getByRole('list', { name: 'Revisions' }).getByRole('listitem').first().waitFor();
      await isSound('the history');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Call', exact: true }).click();
      await editor.call.getByText('When the relay server misbehaves').click();
      await editor.call.getByRole('button', { name: 'Add a fault' }).click();
      await isSound('the form that begins a call');
      await editor.call.getByRole('button', { name: 'Remove fault 1' }).click();
      await editor.startCall();
      await editor.hears('Press 1 or say');
      await editor.say('I need help');
      await editor.hears('I am the demo agent');
      await isSound('the transcript');
      await editor.call.getByRole('tab', { name: /Relay messages/ }).click();
      await isSound('the relay messages');
      await editor.call.getByRole('tab', { name: 'Context' }).click();
      await isSound('the context');
      await editor.call.getByRole('button', { name: 'Hang up' }).click();
      await editor.call.getByRole('button', { name: 'Call again' }).waitFor();

      await page.goto('/executions');
      await page.getByRole('row').filter({ hasText: 'Demo' }).waitFor();
      await isSound('the list of executions');
      await page.getByRole('row').filter({ hasText: 'Demo' }).getByRole('link').click();
      await page.getByRole('group', { name: 'Context' }).waitFor();
      await isSound('the steps of an execution');
      await page.getByRole('tab', { name: /Log/ }).click();
      await isSound('the log of an execution');

      await page.goto('/replace');
      await page.getByLabel('Find', { exact: true }).fill('the');
      await page.getByLabel('Replace with').fill('a');
      await page.getByRole('region', { name: /^Demo/ }).waitFor();
      await isSound('search and replace');
    });

    test('nothing that opens on the canvas breaks a rule of WCAG 2.2', async ({ page, flows, editor }) => {
      test.setTimeout(180_000);
      const isSound = async (what: string) => expect(await findings(page), what).toEqual([]);
      await flows.open();
      await flows.begin('Menu');
      await editor.card('choice').focus();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menu').waitFor();
      await isSound('the menu at the pointer');
      await page.keyboard.press('Escape');
      await page.keyboard.press('w');
      await page.getByRole('dialog', { name: 'Wire choice' }).waitFor();
      await isSound('the form to wire');
      await page.getByLabel('Go to').selectOption('New widget…');
      await page.getByLabel('Go to').press('Enter');
      await page.getByRole('dialog', { name: 'New widget after choice' }).waitFor();
      await isSound('the list of new widgets');
      await page.keyboard.press('Escape');
      await editor.card('choice').focus();
      await page.keyboard.press('n');
      await page.getByLabel('Text of the note').fill('Ask Ada');
      await isSound('a note');
      await editor.card('choice').focus();
      await page.keyboard.press('Control+a');
      await page.getByRole('toolbar', { name: 'Arrange the selection' }).waitFor();
      await isSound('the bar to arrange');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await isSound('the list of keys');
    });
  });
}

test('at twice the size everything is still within reach', async ({ page, flows, editor }) => {
  // A window of 1280 by 800 at 200 %.
  await page.setViewportSize({ width: 640, height: 400 });
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  for (const name of ['Publish', 'Call', 'Export', 'History']) {
    await expect(page.getByRole('button', { name, exact: true }), name).toBeInViewport();
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  const [name, undo] = [page.getByLabel('Name of the flow'), page.getByRole('button', { name: 'Undo' })];
  const [left, right] = [(await name.boundingBox())!, (await undo.boundingBox())!];
  expect(left.x + left.width).toBeLessThanOrEqual(right.x);
  await page.screenshot({ path: 'screenshots/editor-200-percent.png' });
  await page.getByRole('button', { name: 'Keys' }).click();
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
});

test('in forced colours the state of things is not told by colour alone', async ({ page, flows, editor }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.select('greet');
  const edges = await page.locator('.card').evaluateAll(cards => cards.map(card => getComputedStyle(card).outlineStyle + getComputedStyle(card).borderTopStyle));
  expect(edges.every(style => style.includes('solid'))).toBe(true);
  await page.screenshot({ path: 'screenshots/editor-forced-colours.png' });
  expect(await findings(page)).toEqual([]);
});

// Files that are no flows, and flows as others made them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, expect } from './switchboard';

const REFERENCE = process.env.SWITCHBOARD_REFERENCE ?? fileURLToPath(new URL('../../../shared/reference', import.meta.url));

const REFUSED = [
  { name: 'broken.json', text: '{ "states": [ ', says: /This is not JSON: .* at line 1, column/ },
  { name: 'list.json', text: '[]', says: 'This is not a Studio flow: # must be an object' },
  { name: 'other.json', text: '{ "name": "a package" }', says: 'This is not a Studio flow: #/states is missing' },
  {
    name: 'old.json',
    text: '{ "states": [ { "type": "InitialState", "transitions": [] } ] }',
    says: "This flow is in Studio's format from before 2020",
  },
];

for (const { name, text, says } of REFUSED) {
  test(`${name} is refused in words`, async ({ flows, page }) => {
    await flows.open();
    await flows.import({ name, text });
    const dialog = page.getByRole('dialog', { name: 'Not imported' });
    await expect(dialog).toContainText(name);
    await expect(dialog).toContainText(says);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('row')).toHaveCount(2);
  });
}

test('a deleted flow comes back with undo', async ({ flows, page }) => {
  await flows.open();
  await flows.flow('Demo').getByRole('button', { name: /^Delete/ }).click();
  await expect(page.getByRole('link', { name: /^Demo/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: /^Demo/ })).toBeVisible();
});

test('what is not sent yet is not called saved', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Menu');
  await editor.isSaved();
  await page.route('**/v2/Flows/*', () => {});
  await editor.add('Say/Play', 'mine');
  expect(await page.getByText('Saved', { exact: true }).count()).toBe(0);
});

test('two tabs on one flow never overwrite each other silently', async ({ flows, editor, page, context }) => {
  await flows.open();
  await flows.begin('Menu');
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('group', { name: /^Trigger,/ }).waitFor();
  await editor.add('Say/Play', 'mine');
  await editor.isSaved();
  await other.getByLabel('Name of the flow').fill('Theirs');
  await other.getByLabel('Name of the flow').press('Enter');
  await expect(other.getByText('Not saved: this flow was changed somewhere else.')).toBeVisible();
  await other.getByRole('button', { name: 'Load theirs' }).click();
  await expect(other.getByRole('group', { name: /^mine,/ })).toBeVisible();
});

test('every real flow opens in the editor', async ({ flows, page, request }) => {
  const folder = join(REFERENCE, 'studio/flows');
  test.skip(!existsSync(folder), 'the reference flows are not here');
  test.setTimeout(240_000);
  for (const file of readdirSync(folder).filter(name => name.endsWith('.json'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    await flows.open();
    await flows.import({ name: file, text });
    await expect(page.getByLabel('Name of the flow'), file).toHaveValue(file.replace(/\.json$/, ''));
    await expect(page.getByRole('group', { name: /, \d+ of \d+ exits wired$/ }).first(), file).toBeVisible();
    const sid = page.url().split('/').pop();
    const kept = await request.get(`/api/flows/${sid}/definition`);
    expect(JSON.stringify(await kept.json()), file).toBe(JSON.stringify(JSON.parse(text)));
  }
});

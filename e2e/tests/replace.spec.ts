// Search and replace in all flows, with a look at it first and a way back.
import type { APIRequestContext, Page } from '@playwright/test';
import { test, expect } from './switchboard';

test('words are replaced in the chosen flows, and put back', async ({ flows, page, request }) => {
  const [menu, agent, other] = [await made(request, 'menu', 'Sales is here'), await made(request, 'agent', 'sales and Sales'), await made(request, 'other', 'Wholesales')];
  await flows.open();
  await page.getByRole('link', { name: 'Search and replace' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Type what to find' })).toBeVisible();
  const find = page.getByLabel('Find', { exact: true });
  await find.fill('nowhere to be found');
  await expect(page.getByText('Not found in any flow.')).toBeVisible();
  await find.fill('sales');
  await page.getByLabel('Whole words').check();
  await page.getByLabel('Replace with').fill('orders');
  await expect(page.getByText('Found in 3 places of 2 flows.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'agent, 2 places' })).toContainText('salesorders and Salesorders');
  await page.getByLabel('Replace in menu').uncheck();

  await page.getByRole('button', { name: 'Replace 2 places in 1 flow' }).press('Enter');
  await expect(page.getByText('Replaced in 1 flow.')).toBeVisible();
  await expect(page.getByText('Found in 1 place of 1 flow.')).toBeVisible();
  expect(await said(request, agent)).toBe('orders and orders');
  expect(await said(request, menu)).toBe('Sales is here');
  expect(await said(request, other)).toBe('Wholesales');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone in 1 flow.')).toBeVisible();
  expect(await said(request, agent)).toBe('sales and Sales');
});

test('a flow that was changed meanwhile is left as it is', async ({ flows, page, request }) => {
  const sid = await made(request, 'busy', 'old words');
  await flows.open();
  await page.getByRole('link', { name: 'Search and replace' }).click();
  await page.getByLabel('Find', { exact: true }).fill('old words');
  await page.getByLabel('Replace with').fill('new words');
  await expect(page.getByText('Found in 1 place of 1 flow.')).toBeVisible();
  await request.post(`/v2/Flows/${sid}`, { form: { Status: 'draft', Definition: definition('somebody else') } });
  await page.getByRole('button', { name: 'Replace 1 place in 1 flow' }).click();
  await expect(page.getByText('busy was changed somewhere else and is left as it is.')).toBeVisible();
  expect(await said(request, sid)).toBe('somebody else');
});

test('the page is found by the command palette and leads to what was found', async ({ flows, editor, page, request }) => {
  await made(request, 'far', 'a needle in a haystack');
  await flows.open();
  await flows.begin('Menu');
  await editor.command('Search and replace in all');
  await page.getByLabel('Find', { exact: true }).fill('needle');
  await page.getByRole('region', { name: 'far, 1 place' }).getByRole('link', { name: 'greet' }).click();
  await expect(editor.card('greet')).toBeVisible();
  await isSelected(page, 'greet');
});

function definition(say: string) {
  const states = [
    { name: 'Trigger', type: 'trigger', transitions: [{ event: 'incomingCall', next: 'greet' }], properties: { offset: { x: 0, y: 0 } } },
    { name: 'greet', type: 'say-play', transitions: [{ event: 'audioComplete' }], properties: { say, loop: 1, offset: { x: 0, y: 200 } } },
  ];
  return JSON.stringify({ description: 'a flow', states, initial_state: 'Trigger', flags: { allow_concurrent_calls: true } });
}

async function made(request: APIRequestContext, name: string, say: string): Promise<string> {
  const answer = await request.post('/v2/Flows', { form: { FriendlyName: name, Status: 'draft', Definition: definition(say) } });
  expect(answer.status()).toBe(201);
  return (await answer.json()).sid;
}

async function said(request: APIRequestContext, sid: string): Promise<string> {
  const flow = await (await request.get(`/v2/Flows/${sid}`)).json();
  return flow.definition.states[1].properties.say;
}

async function isSelected(page: Page, name: string) {
  await expect(page.getByRole('tabpanel', { name: 'Inspector' }).getByLabel('Name', { exact: true })).toHaveValue(name);
}

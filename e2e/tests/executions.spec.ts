// Executions by call, message and request, and looking into them afterwards.
import { test, expect } from './switchboard';

test('a call is looked into afterwards: its steps, why they were taken, and its log', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  await editor.startCall();
  await editor.hears('Press 1 or say');
  await editor.call.getByRole('button', { name: 'Press 2' }).click();
  await expect(editor.call.getByRole('button', { name: 'Call again' })).toBeVisible({ timeout: 30_000 });

  await page.goto('/executions');
  await page.getByLabel('Status').selectOption('ended');
  await expect(page).toHaveURL(/status=ended/);
  const row = page.getByRole('row').filter({ hasText: 'Demo' });
  await expect(row).toContainText('Flow ended');
  await page.screenshot({ path: 'screenshots/executions-light-1400.png' });
  await row.getByRole('link').click();

  const step = page.getByRole('region', { name: 'The chosen step' });
  await page.getByRole('button', { name: /decide match/ }).click();
  await expect(step).toContainText('Conditions, in order');
  await expect(step).toContainText('What was known then');
  await expect(step.getByRole('group', { name: 'Context' })).toContainText('Digits');
  await page.screenshot({ path: 'screenshots/execution-light-1400.png' });
  await page.keyboard.press('ArrowUp');
  await expect(step).toContainText('the caller pressed 2');

  await page.getByRole('tab', { name: /Log/ }).click();
  await page.getByLabel('Search the log').fill('caller_pressed');
  await expect(page.getByRole('list', { name: 'Log' }).getByRole('listitem')).toHaveCount(1);
  await page.screenshot({ path: 'screenshots/log-light-1400.png' });

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Nothing has run yet')).toBeVisible();
});

test('a contact writes, is answered, and begins another execution', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.add('Send & Wait For Reply', 'ask');
  await editor.fill('Message', 'How was it, {{trigger.message.Body}}?');
  await editor.add('Send Message', 'thank');
  await editor.fill('Message', 'Thank you for {{widgets.ask.inbound.Body}}.');
  await editor.fit();
  await editor.wire('Trigger', 'Incoming Message', 'ask');
  await editor.wire('ask', 'Reply', 'thank');
  await editor.isSaved();

  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await editor.call.getByLabel('Begin with').selectOption('message');
  await editor.call.getByLabel('Message', { exact: true }).fill('Ada');
  await editor.call.getByRole('button', { name: 'Send message' }).click();
  await editor.hears('How was it, Ada?');
  await editor.write('the cake');
  await editor.hears('Thank you for the cake.');
  await page.screenshot({ path: 'screenshots/messages-light-1400.png' });
  await editor.write('Bob');
  await editor.hears('Another execution begins');
  await editor.hears('How was it, Bob?');
  await editor.call.getByRole('button', { name: 'Stop' }).click();
  await expect(editor.call.getByText('The execution was stopped')).toBeVisible();
});

test('a relay fault that is asked for leads to Failed', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await editor.call.getByText('When the relay server misbehaves').click();
  await editor.call.getByRole('button', { name: 'Add a fault' }).click();
  await editor.call.getByLabel('Fault 1', { exact: true }).selectOption('close');
  await editor.call.getByLabel('Number of fault 1').fill('12');
  await editor.call.getByRole('button', { name: 'Start call' }).click();
  await expect(editor.call.getByRole('alert')).toContainText('`close=12` is no fault'.replaceAll('`', ''));
  await page.screenshot({ path: 'screenshots/faults-light-1400.png' });
  await editor.call.getByLabel('Number of fault 1').fill('1011');
  await editor.call.getByRole('button', { name: 'Start call' }).click();
  await editor.hears('Press 1 or say');
  await editor.call.getByRole('button', { name: 'Press 1' }).click();
  await expect(editor.call.getByRole('button', { name: 'Call again' })).toBeVisible({ timeout: 30_000 });
  await editor.call.getByRole('tab', { name: 'Context' }).click();
  await expect(editor.call).toContainText('failed');
});

test('the turns of a relay session are measured, and its messages searched', async ({ flows, editor, page }) => {
  await flows.open();
  await page.getByRole('link', { name: /^Demo/ }).click();
  await editor.isOpen();
  await editor.startCall();
  await editor.hears('Press 1 or say');
  await editor.say('I need help');
  await editor.hears('I am the demo agent');
  await editor.say('good morning');
  await editor.call.getByRole('tab', { name: /Relay messages/ }).click();
  await expect(editor.call.getByText(/1 turn, median wait/)).toBeVisible({ timeout: 30_000 });
  await expect(editor.call.getByRole('row', { name: /Your server/ })).toContainText('ms');
  const messages = editor.call.getByRole('list', { name: 'Relay messages' }).getByRole('listitem');
  await editor.call.getByLabel('Search messages').fill('good morning');
  await editor.call.getByLabel('Which way').selectOption('to');
  await expect(messages).toHaveCount(1);
  await page.screenshot({ path: 'screenshots/turns-light-1400.png' });
});

test('a stand-in answers for a server', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  const add = editor.inspector.getByRole('button', { name: 'Add a stand-in' });
  await page.getByRole('application').click({ position: { x: 30, y: 500 } });
  await add.click();
  await editor.fill('Address in the flow', 'https://api.example.com/who');
  await editor.fill('Body', '{"name": "Ada"}');
  await editor.inspector.getByLabel('Status').fill('201');
  await page.screenshot({ path: 'screenshots/stand-in-light-1400.png' });
  await editor.add('Make HTTP Request', 'who');
  await editor.fill('Address', 'https://api.example.com/who');
  await editor.add('Say/Play', 'greet');
  await editor.fill('Text to say', 'Hello {{widgets.who.parsed.name}}.');
  await editor.fit();
  await editor.wire('Trigger', 'Incoming Call', 'who');
  await editor.wire('who', 'Success', 'greet');
  await editor.isSaved();
  await editor.startCall();
  await editor.hears('answered 201');
  await editor.hears('Hello Ada.');
});

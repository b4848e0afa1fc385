// The main job, end to end, with a relay server of the author's own.
import { startRelay, test, expect } from './switchboard';

test('a flow is drawn, called, handed over, exported and imported again', async ({ flows, editor, page }) => {
  const relay = await startRelay();
  await flows.open();
  await flows.begin('Empty flow');
  await page.getByLabel('Name of the flow').fill('Support line');
  await page.getByLabel('Name of the flow').press('Enter');

  await editor.add('Say/Play', 'greet');
  await editor.fill('Text to say', 'Welcome to support.');
  await editor.add('Conversation Relay', 'agent');
  await editor.fill('WebSocket URL', relay.url);
  await editor.add('Say/Play', 'tell');
  await editor.fill('Text to say', 'The agent left {{widgets.agent.HandoffData}}');
  await editor.fit();
  await editor.wire('Trigger', 'Incoming Call', 'greet');
  await editor.isWired('greet', 'Audio Complete', 'agent');
  await editor.wire('agent', 'Success', 'tell');
  await editor.isSaved();

  await editor.startCall();
  await editor.hears('Welcome to support.');
  await editor.hears('What can I do?');
  await expect(editor.call.getByRole('status')).toContainText('agent');
  await expect(editor.card('agent')).toHaveClass(/card--active/);
  await editor.say('I want an agent');
  await editor.hears('The agent left {"reason":"live-agent","said":"I want an agent"}');
  await expect(editor.call.getByRole('button', { name: 'Call again' })).toBeVisible();

  await editor.call.getByRole('tab', { name: /Relay messages/ }).click();
  await editor.call.getByRole('list', { name: 'Relay messages' }).getByText('setup', { exact: true }).click();
  await expect(editor.call).toContainText('"type": "setup"');
  await editor.call.getByRole('tab', { name: 'Context' }).click();
  await expect(editor.call).toContainText('HandoffData');

  const exported = await editor.export();
  expect(JSON.parse(exported).states.map((state: { name: string }) => state.name)).toEqual(['Trigger', 'greet', 'agent', 'tell']);
  await flows.open();
  await flows.import({ name: 'Again.json', text: exported });
  await expect(page.getByLabel('Name of the flow')).toHaveValue('Again');
  expect(await editor.export()).toBe(exported);
  await relay.server.stop();
});

test('a relay server that dies in the middle of a call leads to Failed', async ({ flows, editor }) => {
  const relay = await startRelay();
  await flows.open();
  await flows.begin('Voice agent with fallback');
  await editor.select('agent');
  await editor.fill('WebSocket URL', relay.url);
  await editor.isSaved();

  await editor.startCall();
  await editor.hears('What can I do?');
  relay.server.kill();
  await editor.hears('The connection to the relay server was lost.');
  await expect(editor.card('agent').getByRole('img', { name: /^Failed, leads to/ })).toBeVisible();
  await expect(editor.call.getByRole('button', { name: 'Call again' })).toBeVisible({ timeout: 30_000 });
});

test('a relay server that does not answer is named, with what to do', async ({ flows, editor }) => {
  await flows.open();
  await flows.begin('Voice agent with fallback');
  await editor.select('agent');
  await editor.fill('WebSocket URL', 'ws://127.0.0.1:9/relay');
  await editor.startCall();
  await editor.hears('No relay server answers at ws://127.0.0.1:9/relay');
});

// The other side of a widget: the one who is called, the voicemail, the contact who writes.
import { test, expect } from './switchboard';

test('the other side of a widget is played in the panel', async ({ flows, editor, page }) => {
  await flows.open();
  await flows.begin('Empty flow');
  await editor.add('Connect Call To', 'ring');
  await editor.fill('Number or name', '+15550100999');
  await editor.add('Say/Play', 'after');
  await editor.fill('Text to say', 'It was {{widgets.ring.DialCallStatus}}.');
  await editor.fit();
  await editor.wire('Trigger', 'Incoming Call', 'ring');
  await editor.wire('ring', 'Connected Call Ended', 'after');
  await editor.isSaved();

  await editor.startCall();
  const other = page.getByRole('region', { name: 'The other side' });
  await expect(other).toContainText('+15550100999');
  await page.screenshot({ path: 'screenshots/other-side-light-1400.png' });
  await other.getByRole('button', { name: 'The line is busy' }).click();
  await editor.hears('It was busy.');
  await editor.hears('The line is busy');
  await expect(editor.call.getByRole('button', { name: 'Call again' })).toBeVisible({ timeout: 30_000 });
});

// Pictures of every page for people to look at, in `e2e/screenshots`: light and dark, wide and
// narrow. What can be checked of them by a program is: nothing sticks out of the window.
import { test, expect } from './switchboard';

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1400, 900]) {
    test.describe(`${scheme}, ${width} wide`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: 900 } });

      test('every page fits', async ({ page, flows, editor }) => {
        const picture = async (name: string) => {
          await page.screenshot({ path: `screenshots/${name}-${scheme}-${width}.png` });
          const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(excess, name).toBeLessThanOrEqual(0);
        };
        await flows.open();
        await page.getByRole('link', { name: /^Demo/ }).waitFor();
        await picture('flows');
        await page.getByRole('button', { name: 'New flow' }).click();
        await page.getByRole('button', { name: 'Empty flow' }).waitFor();
        await picture('new-flow');
        await page.keyboard.press('Escape');

        await page.getByRole('link', { name: /^Demo/ }).click();
        await editor.isOpen();
        await picture('editor');
        await editor.select('ask');
        await picture('inspector');
        await editor.startCall();
        await editor.hears('Press 1 or say');
        await editor.say('I need help');
        await editor.hears('I am the demo agent');
        await picture('call');
        await editor.call.getByRole('tab', { name: /Relay messages/ }).click();
        await picture('relay');
        await editor.say('agent');
        await editor.call.getByRole('tab', { name: 'Context' }).click();
        await expect(editor.call).toContainText('HandoffData');
        await picture('context');
      });
    });
  }
}
